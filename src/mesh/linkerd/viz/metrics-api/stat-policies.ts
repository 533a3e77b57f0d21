import type { ResourceType } from '#mesh/linkerd/viz/resource-types.ts';
import { labelsText, type QueryLabels } from './labels.ts';
import { measure, type Measured, queries } from './measures.ts';
import type { ServerStats, StatRow, StatSummaryRequest } from './messages.ts';
import { findObjects } from './objects.ts';
import { emptyRow, keyOf, type Surroundings } from './rows.ts';

const routeAndServer = ['srv_name', 'srv_kind', 'route_name', 'route_kind'];

/** The last two are the namespace and the name. */
const groupings: Readonly<Partial<Record<ResourceType, readonly string[]>>> = {
  server: ['srv_kind', 'namespace', 'srv_name'],
  serverauthorization: [...routeAndServer, 'authz_kind', 'namespace', 'authz_name'],
  authorizationpolicy: [...routeAndServer, 'authz_kind', 'namespace', 'authz_name'],
  httproute: [...routeAndServer, 'authz_name', 'authz_kind', 'namespace', 'route_name'],
};

/** viz/metrics-api/policy.go. */
export function policyRows(around: Surroundings, request: StatSummaryRequest): readonly StatRow[] {
  const { type } = request.selector.resource;
  const by = groupings[type] ?? [];
  const found = request.skipStats ? new Map<string, Measured>() : measured(around, request, by);
  return findObjects(around.api, request.selector).map(({ metadata }) => {
    const { name, namespace = '' } = metadata;
    const own = found.get(`${namespace}/${name}`);
    return {
      ...emptyRow({ type, name, namespace }, request.timeWindow),
      ...(own?.has.has('stats') && { stats: own.stats }),
      ...(own?.has.has('tcp') && { tcpStats: own.tcp }),
      ...(own && { srvStats: serverStats(own) }),
    };
  });
}

export function serverStats({ sample: { metric }, server }: Measured): ServerStats {
  const named = (prefix: string) => ({
    type: metric[`${prefix}_kind`] ?? '',
    name: metric[`${prefix}_name`] ?? '',
  });
  return { ...server, srv: named('srv'), route: named('route'), authz: named('authz') };
}

function measured(
  { prometheus }: Surroundings,
  { selector, timeWindow, tcpStats }: StatSummaryRequest,
  by: readonly string[],
): ReadonlyMap<string, Measured> {
  const { type, name, namespace } = selector.resource;
  const labels: QueryLabels = {
    ...(namespace !== '' && { namespace }),
    ...(type === 'server' && { srv_kind: 'server' }),
    ...((type === 'serverauthorization' || type === 'authorizationpolicy') && { authz_kind: type }),
    ...(name !== '' && { [by.at(-1) ?? '']: name }),
  };
  const inbound = labelsText({ ...labels, direction: 'inbound' });
  const peer = labelsText({ ...labels, direction: 'inbound', peer: 'src' });
  const increase = (metric: string, text: string) => queries.increase(metric, text, timeWindow, by);
  return measure(
    prometheus,
    {
      ...(type === 'server' &&
        tcpStats && {
          connections: queries.connections(peer, by),
          'bytes read': increase('tcp_read_bytes_total', peer),
          'bytes written': increase('tcp_write_bytes_total', peer),
        }),
      requests: queries.requests(inbound, timeWindow, by),
      // These have no direction.
      allowed: increase('inbound_http_authz_allow_total', labelsText(labels)),
      denied: increase('inbound_http_authz_deny_total', labelsText(labels)),
      ...queries.latencies(inbound, timeWindow, by),
    },
    ({ metric }) => keyOf(metric, by),
  );
}
