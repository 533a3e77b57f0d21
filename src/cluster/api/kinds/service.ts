import {
  at,
  type Fields,
  fieldsOf,
  listOf,
  optionalText,
  textOf,
  without,
} from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { refuseInvalid } from '#cluster/api/verbs/names.ts';
import type { Core } from '#cluster/api/verbs/core.ts';
import type { Strategy } from './strategy.ts';

/** Addresses and node ports that Services are given: pkg/registry/core/service/storage/alloc.go (v1.35). */
export const serviceStrategy: Strategy = {
  create: (core, object) => ({
    ...allocated(core, object, undefined),
    status: { loadBalancer: {} },
  }),
  update: (core, object, old) => allocated(core, carried(object, old), old),
};

/** Of 10.96.0.0/16, the first 256 are for those who ask for one by name. */
const range = '10.96.';
const nodePorts = { first: 30000, count: 2768 };

function hasAddress(type: string): boolean {
  return type !== 'ExternalName';
}

function hasNodePort(type: string): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** What a client that replaces a Service leaves out stays as it is (patchAllocatedValues). */
function carried(object: KubeObject, old: KubeObject): KubeObject {
  const spec = fieldsOf(object['spec']);
  const before = fieldsOf(old['spec']);
  const type = textOf(spec['type']);
  if (!hasAddress(type) || !hasAddress(textOf(before['type']))) return object;
  const keepsAddress = !optionalText(spec['clusterIP']) && before['clusterIP'] !== 'None';
  const next: Record<string, unknown> = { ...spec };
  if (keepsAddress) {
    next['clusterIP'] = before['clusterIP'];
    next['clusterIPs'] = before['clusterIPs'];
  }
  for (const key of ['ipFamilies', 'ipFamilyPolicy']) next[key] ??= before[key];
  if (hasNodePort(type)) next['ports'] = keepNodePorts(spec, before);
  return { ...object, spec: next };
}

function keepNodePorts(spec: Fields, before: Fields): readonly unknown[] {
  const known = new Map(
    listOf(before['ports']).map((port) => [portKey(port), at(port, 'nodePort')] as const),
  );
  return listOf(spec['ports']).map((port) => {
    const kept = known.get(portKey(port));
    return at(port, 'nodePort') || !kept ? port : { ...fieldsOf(port), nodePort: kept };
  });
}

function portKey(port: unknown): string {
  return `${String(at(port, 'port'))}/${textOf(at(port, 'protocol')) || 'TCP'}`;
}

function allocated(core: Core, object: KubeObject, old: KubeObject | undefined): KubeObject {
  const spec = fieldsOf(object['spec']);
  const type = optionalText(spec['type']) ?? 'ClusterIP';
  if (!hasAddress(type)) {
    return {
      ...object,
      spec: without(
        spec,
        'clusterIP',
        'clusterIPs',
        'ipFamilies',
        'ipFamilyPolicy',
        'internalTrafficPolicy',
        'allocateLoadBalancerNodePorts',
      ),
    };
  }
  const clusterIP = optionalText(spec['clusterIP']) ?? freeAddress(core);
  if (clusterIP !== at(old, 'spec', 'clusterIP')) refuseTakenAddress(core, object, clusterIP);
  const isSelectorless = clusterIP === 'None' && !('selector' in spec);
  const wantsPorts =
    hasNodePort(type) &&
    (type !== 'LoadBalancer' || spec['allocateLoadBalancerNodePorts'] !== false);
  const before = new Set(listOf(at(old, 'spec', 'ports')).map((port) => at(port, 'nodePort')));
  const ports = wantsPorts
    ? withNodePorts(core, object, before)
    : listOf(spec['ports']).map((port) =>
        hasNodePort(type) ? port : without(fieldsOf(port), 'nodePort'),
      );
  const needsHealth = type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';
  return {
    ...object,
    spec: {
      ...(type === 'LoadBalancer'
        ? spec
        : without(spec, 'allocateLoadBalancerNodePorts', 'healthCheckNodePort')),
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: spec['ipFamilies'] ?? (isSelectorless ? ['IPv4', 'IPv6'] : ['IPv4']),
      ipFamilyPolicy:
        spec['ipFamilyPolicy'] ?? (isSelectorless ? 'RequireDualStack' : 'SingleStack'),
      ...('ports' in spec ? { ports } : {}),
      ...(needsHealth && !spec['healthCheckNodePort']
        ? { healthCheckNodePort: freePort(core, usedPorts(core)) }
        : {}),
    },
  };
}

function services(core: Core): readonly KubeObject[] {
  return core.store.list('services');
}

function refuseTakenAddress(core: Core, object: KubeObject, address: string): void {
  if (address === 'None') return;
  const isTaken = services(core).some((service) => at(service, 'spec', 'clusterIP') === address);
  const detail = !address.startsWith(range)
    ? 'failed to allocate IP %: the provided IP (%) is not in the valid range. The range of valid IPs is 10.96.0.0/16'
    : isTaken
      ? 'failed to allocate IP %: provided IP is already allocated'
      : undefined;
  const resource = core.kinds.find('services');
  if (detail === undefined || !resource) return;
  refuseInvalid(resource, object.metadata.name, [
    {
      type: 'Invalid value',
      field: 'spec.clusterIPs',
      value: [address],
      detail: detail.replaceAll('%', address),
    },
  ]);
}

function freeAddress(core: Core): string {
  const used = new Set(services(core).map((service) => at(service, 'spec', 'clusterIP')));
  for (;;) {
    const address = `${range}${1 + core.random.below(255)}.${core.random.below(256)}`;
    if (!used.has(address)) return address;
  }
}

function usedPorts(core: Core): Set<unknown> {
  const used = new Set<unknown>();
  for (const service of services(core)) {
    for (const port of listOf(at(service, 'spec', 'ports'))) used.add(at(port, 'nodePort'));
    used.add(at(service, 'spec', 'healthCheckNodePort'));
  }
  return used;
}

function withNodePorts(
  core: Core,
  object: KubeObject,
  own: ReadonlySet<unknown>,
): readonly unknown[] {
  const used = usedPorts(core);
  const resource = core.kinds.find('services');
  return listOf(at(object, 'spec', 'ports')).map((port, index) => {
    const asked = at(port, 'nodePort');
    if (typeof asked !== 'number' || asked === 0) {
      return { ...fieldsOf(port), nodePort: freePort(core, used) };
    }
    const isOutside = asked < nodePorts.first || asked >= nodePorts.first + nodePorts.count;
    const detail = isOutside
      ? 'provided port is not in the valid range. The range of valid ports is 30000-32767'
      : 'provided port is already allocated';
    if (resource && (isOutside || (used.has(asked) && !own.has(asked)))) {
      const field = `spec.ports[${index}].nodePort`;
      refuseInvalid(resource, object.metadata.name, [
        { type: 'Invalid value', field, value: asked, detail },
      ]);
    }
    used.add(asked);
    return port;
  });
}

function freePort(core: Core, used: Set<unknown>): number {
  for (;;) {
    const port = nodePorts.first + core.random.below(nodePorts.count);
    if (used.has(port)) continue;
    used.add(port);
    return port;
  }
}
