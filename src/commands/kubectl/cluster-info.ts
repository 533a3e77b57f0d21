import type { JsonObject } from '#cluster/api/object.ts';
import { listObjects } from './lists.ts';
import type { Verb } from './context.ts';
import { listAt, recordAt, textAt } from './json.ts';

/** kubectl pkg/cmd/clusterinfo, v1.35. Colours are for a terminal. */
export const clusterInfo: Verb = async (context) => {
  const advice =
    "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";
  context.access();
  try {
    const resource = (await context.resources()).require('services');
    const services: JsonObject[] = [];
    const namespace = context.hasNamespace ? context.namespace : 'kube-system';
    const source = { type: 'list', resource, namespace, fields: '' } as const;
    for await (const one of listObjects(context, {
      ...source,
      labels: 'kubernetes.io/cluster-service=true',
    }))
      services.push(one);
    const { server } = context.client;
    const paint = context.process.stdout.isTerminal ? line : plainLine;
    const lines = [paint('Kubernetes control plane', server)];
    for (const service of services) lines.push(paint(nameOf(service), linkOf(service, server)));
    await context.out(lines.join('') + advice);
  } catch (error) {
    await context.out(advice);
    throw error;
  }
};

function line(name: string, link: string): string {
  return `\u001b[0;32m${name}\u001b[0m is running at \u001b[0;33m${link}\u001b[0m\n`;
}

function plainLine(name: string, link: string): string {
  return `${name} is running at ${link}\n`;
}

function nameOf(service: JsonObject): string {
  const label = recordAt(service, 'metadata.labels')['kubernetes.io/name'];
  return typeof label === 'string' && label !== '' ? label : textAt(service, 'metadata.name');
}

function linkOf(service: JsonObject, server: string): string {
  const [ingress] = listAt(service, 'status.loadBalancer.ingress');
  const ports = listAt(service, 'spec.ports');
  if (ingress !== undefined) {
    const host = textAt(ingress, 'ip') || textAt(ingress, 'hostname');
    return ports.map((port) => `http://${host}:${textAt(port, 'port')} `).join('');
  }
  return `${server}/api/v1/namespaces/${textAt(service, 'metadata.namespace')}/services/${target(service)}/proxy`;
}

function target(service: JsonObject): string {
  const name = textAt(service, 'metadata.name');
  const [port] = listAt(service, 'spec.ports');
  if (port === undefined) return name;
  const portName = textAt(port, 'name');
  if (portName === 'https' || textAt(port, 'port') === '443') return `https:${name}:${portName}`;
  return portName === '' ? name : `${name}:${portName}`;
}
