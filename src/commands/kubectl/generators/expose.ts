import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import type { Flags } from '#commands/kubectl/flags.ts';
import { at, isRecord, listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { orNothing } from './ask.ts';
import { labelMap } from './policies.ts';

export interface Exposed {
  name: string;
  selector: string;
  /** `80,443` */
  ports: string;
  protocols: ReadonlyMap<string, string>;
  labels: string;
}

/** kubectl/pkg/generate/versioned/service.go (v1.35). */
export function exposedService(flags: Flags, exposed: Exposed): JsonObject {
  const text = (name: string) => (flags.has(name) && flags.text(name)) || undefined;
  const clusterIP = text('cluster-ip');
  const externalIP = text('external-ip');
  const sessionAffinity = text('session-affinity');
  if (sessionAffinity !== undefined && !/^(None|ClientIP)$/.test(sessionAffinity))
    throw new CommandError(`unknown session affinity: ${sessionAffinity}`);
  const labels = labelMap(exposed.labels);
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name: text('name') ?? exposed.name, labels },
    spec: {
      ports: orNothing(servicePorts(flags, exposed)),
      selector: labelMap(exposed.selector) ?? {},
      clusterIP,
      type: text('type'),
      externalIPs: externalIP === undefined ? undefined : [externalIP],
      sessionAffinity,
      loadBalancerIP: text('load-balancer-ip'),
    },
    status: { loadBalancer: {} },
  };
}

function servicePorts(flags: Flags, { ports, protocols }: Exposed): JsonObject[] {
  const asked = flags.has('target-port') ? flags.text('target-port') : '';
  const list = ports === '' ? [] : ports.split(',');
  const protocol = flags.has('protocol') ? flags.text('protocol') : '';
  const entries = list.flatMap((port) => {
    const number = Number.parseInt(port, 10);
    if (!/^\d+$/.test(port))
      throw new CommandError(`strconv.Atoi: parsing "${port}": invalid syntax`);
    const known = protocol || protocols.get(port) || 'TCP';
    return known.split('/').map((one) => ({ number, protocol: one }));
  });
  return entries.map((entry, index) => ({
    name: entries.length > 1 ? `port-${index + 1}` : undefined,
    protocol: entry.protocol,
    port: entry.number,
    targetPort: asked === '' ? entry.number : /^\d+$/.test(asked) ? Number(asked) : asked,
  }));
}

/** kubectl/pkg/polymorphichelpers/mapbasedselectorforobject.go. */
export function selectorOf(object: JsonObject): string {
  const kind = textAt(object, 'kind');
  if (kind === 'Pod') {
    const labels = labelsOf(object);
    if (labels === '') throw new CommandError('the pod has no labels and cannot be exposed');
    return labels;
  }
  if (kind === 'Service' || kind === 'ReplicationController') {
    const selector = recordAt(object, 'spec.selector');
    if (Object.keys(selector).length === 0)
      throw new CommandError('the service has no pod selector set');
    return pairs(selector);
  }
  if (listAt(object, 'spec.selector.matchExpressions').length > 0)
    throw new CommandError(
      `couldn't convert expressions - "${JSON.stringify(at(object, 'spec.selector.matchExpressions'))}" to map-based selector format`,
    );
  return pairs(recordAt(object, 'spec.selector.matchLabels'));
}

function pairs(map: JsonObject): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${textAt(value, '')}`)
    .join(',');
}

export function labelsOf(object: JsonObject): string {
  return pairs(recordAt(object, 'metadata.labels'));
}

/** Ports of the containers, or of the service; one number once. */
export function portsOf(object: JsonObject): string[] {
  return [...new Set(declaredPorts(object).map(({ port }) => port))];
}

/** `53` → `TCP/UDP`. */
export function protocolsOf(object: JsonObject): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const { port, protocol } of declaredPorts(object)) {
    const before = all.get(port);
    all.set(port, before === undefined ? protocol : `${before}/${protocol}`);
  }
  return all;
}

function declaredPorts(object: JsonObject): { port: string; protocol: string }[] {
  const read = (ports: readonly JsonObject[], key: string) =>
    ports.map((one) => ({ port: textAt(one, key), protocol: textAt(one, 'protocol') || 'TCP' }));
  const kind = textAt(object, 'kind');
  if (kind === 'Service') return read(listAt(object, 'spec.ports'), 'port');
  const spec = at(object, kind === 'Pod' ? 'spec' : 'spec.template.spec');
  if (!isRecord(spec)) return [];
  return listAt(spec, 'containers').flatMap((one) => read(listAt(one, 'ports'), 'containerPort'));
}
