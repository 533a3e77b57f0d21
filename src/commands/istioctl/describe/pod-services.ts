import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { askProxy } from '#commands/istioctl/pod-target.ts';
import { parseConfigDump, type ConfigDump } from '#commands/istioctl/proxy-config/config-dump.ts';
import { describeRule, noSubsets, subsetsOf } from './destination-rule.ts';
import { istioObject, separator, shortName, type Named } from './objects.ts';
import {
  authorizationPoliciesOf,
  destinationRuleOf,
  virtualServiceOf,
  type ServicePort,
} from './proxy-links.ts';
import { describePorts } from './service-ports.ts';
import { describeRoutes } from './virtual-service.ts';

export interface Described {
  readonly pod: JsonObject;
  readonly services: readonly JsonObject[];
  /** Labels of the pods that subsets are looked for in. */
  readonly podsLabels: readonly JsonObject[];
}

/** Describes the Services that select a pod, as the pod's proxy knows them (describePodServices). */
export async function describePodServices(context: Context, described: Described): Promise<void> {
  const { pod, services } = described;
  const target = {
    name: textAt(pod, 'metadata.name'),
    namespace: textAt(pod, 'metadata.namespace'),
  };
  const told = 'failed to execute command on sidecar';
  let text: string;
  try {
    text = await askProxy(context, target, { path: '/config_dump', told });
  } catch (error) {
    if (error instanceof CommandError && context.flags.isOn('ignoreUnmeshed')) return;
    throw error;
  }
  const dump = parseConfigDump(text);
  for (const [row, service] of services.entries()) {
    if (row > 0) await context.out(separator);
    const lines = [`Service: ${shortName(context, service)}`, ...describePorts(service, pod)];
    await context.out(`${lines.join('\n')}\n`);
    await describeConfiguration(context, dump, { ...described, service });
  }
}

async function describeConfiguration(
  context: Context,
  dump: ConfigDump,
  { service, podsLabels }: Described & { readonly service: JsonObject },
): Promise<void> {
  const ports = listAt(service, 'spec.ports');
  const hasMany = ports.length > 1;
  const margin = hasMany ? '   ' : '';
  for (const each of ports) {
    const port = numberAt(each, 'port');
    const link = {
      name: textAt(service, 'metadata.name'),
      namespace: textAt(service, 'metadata.namespace'),
      port,
    };
    const lines = await linkedBy(context, dump, { link, podsLabels });
    const policies = authorizationPoliciesOf(dump).join(', ');
    const shown = [
      ...(hasMany ? [`${port}:`] : []),
      ...lines.map((line) => (line.startsWith('WARNING: Proxy') ? line : `${margin}${line}`)),
      ...(policies === '' ? [] : [`${hasMany ? `${port} ` : ''}RBAC policies: ${policies}`]),
    ];
    if (shown.length > 0) await context.out(`${shown.join('\n')}\n`);
  }
}

interface Linked {
  readonly link: ServicePort;
  readonly podsLabels: readonly JsonObject[];
}

async function linkedBy(
  context: Context,
  dump: ConfigDump,
  { link, podsLabels }: Linked,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const ruleName = destinationRuleOf(dump, link);
  const rule = ruleName && (await istioObject(context, 'destinationrules', ruleName));
  const subsets = rule ? subsetsOf(rule, podsLabels) : noSubsets;
  if (rule) lines.push(...describeRule(rule, shortName(context, rule), subsets));
  else if (ruleName) lines.push(stale('destination rule', ruleName));
  const routesName = virtualServiceOf(dump, link);
  const routes = routesName && (await istioObject(context, 'virtualservices', routesName));
  if (routes) {
    const host = `${link.name}.${link.namespace}.svc.cluster.local`;
    const routed = { host, subsets, rule: rule && shortName(context, rule) };
    lines.push(...describeRoutes(routes, shortName(context, routes), routed));
  } else if (routesName) lines.push(stale('virtual service', routesName));
  return lines;
}

export function stale(kind: string, { name, namespace }: Named): string {
  return `WARNING: Proxy is stale; it references to non-existent ${kind} ${name}.${namespace}`;
}
