import { at, listOf, textOf } from '#cluster/api/json.ts';
import { dstQueryLabels, labelsText, queryLabels } from './labels.ts';
import { measure, type Measured, queries } from './measures.ts';
import type { StatRow, StatSummaryRequest } from './messages.ts';
import { emptyRow, keyOf, type Surroundings } from './rows.ts';

const by = ['dst_namespace', 'dst_service'];

/** serviceResourceQuery: what clients measured on their way to a Service, and how a ServiceProfile splits it. */
export function serviceRows(around: Surroundings, request: StatSummaryRequest): readonly StatRow[] {
  const { name, namespace } = request.selector.resource;
  const found = request.skipStats ? new Map<string, Measured>() : measured(around, request);
  const weights = weightsOf(around, namespace, name);
  const leaves = new Set([...found.keys(), ...weights.keys()]);
  return [...leaves].toSorted().map((key) => {
    const [place = '', leaf = ''] = key.split('/');
    const own = found.get(key);
    const weight = weights.get(key);
    const resource = { type: 'service', namespace: place, name: name || leaf } as const;
    return {
      ...emptyRow(resource, request.timeWindow),
      ...(own && { stats: own.stats }),
      ...(own?.has.has('tcp') && { tcpStats: own.tcp }),
      ...(weight !== undefined && { tsStats: { apex: resource.name, leaf, weight } }),
    };
  });
}

function measured(
  { prometheus, clusterDomain }: Surroundings,
  { selector, outbound, timeWindow, tcpStats }: StatSummaryRequest,
): ReadonlyMap<string, Measured> {
  const { name, namespace } = selector.resource;
  const authority = `authority=~"^${name || '.+'}.${namespace}.svc.${clusterDomain}.+"`;
  const labels = {
    direction: 'outbound',
    ...(outbound.type === 'to' && dstQueryLabels(outbound.resource)),
    ...(outbound.type === 'from' && queryLabels(outbound.resource)),
  };
  const text = labelsText(labels, [authority]);
  const peer = labelsText({ ...labels, peer: 'dst' }, [authority]);
  return measure(
    prometheus,
    {
      requests: queries.requests(text, timeWindow, by),
      ...(tcpStats && {
        connections: queries.connections(peer, by),
        'bytes read': queries.increase('tcp_read_bytes_total', peer, timeWindow, by),
        'bytes written': queries.increase('tcp_write_bytes_total', peer, timeWindow, by),
      }),
      ...queries.latencies(text, timeWindow, by),
    },
    ({ metric }) => keyOf(metric, by),
  );
}

function weightsOf(
  { api, clusterDomain }: Surroundings,
  namespace: string,
  name: string,
): ReadonlyMap<string, string> {
  if (!api.resources().includes('serviceprofiles.linkerd.io')) return new Map();
  const profile = api.find('serviceprofiles.linkerd.io', {
    namespace,
    name: `${name}.${namespace}.svc.${clusterDomain}`,
  });
  return new Map(
    listOf(at(profile, 'spec', 'dstOverrides')).map((override) => {
      const authority = textOf(at(override, 'authority'));
      const [leaf = authority, , kind] = authority.split('.');
      return [
        `${namespace}/${kind === 'svc' ? leaf : authority}`,
        weightText(at(override, 'weight')),
      ];
    }),
  );
}

/** A resource.Quantity: a number, or its text. */
function weightText(weight: unknown): string {
  return typeof weight === 'number' ? String(weight) : textOf(weight);
}
