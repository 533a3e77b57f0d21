import { labelsText, queryLabels } from './labels.ts';
import { measure, queries } from './measures.ts';
import type { Answer, AuthzRequest, StatTable } from './messages.ts';
import { emptyRow, type Surroundings } from './rows.ts';
import { serverStats } from './stat-policies.ts';

const by = ['route_kind', 'route_name', 'authz_kind', 'authz_name', 'srv_kind', 'srv_name'];

/** viz/metrics-api/authz.go: what came to a workload, by the rule that let it in or kept it out. */
export function authz(
  { prometheus }: Surroundings,
  { resource, timeWindow }: AuthzRequest,
): Answer<{ readonly statTable: StatTable }> {
  const labels = queryLabels(resource);
  const inbound = labelsText({ ...labels, direction: 'inbound' });
  const found = measure(
    prometheus,
    {
      requests: queries.requests(inbound, timeWindow, by),
      allowed: queries.increase(
        'inbound_http_authz_allow_total',
        labelsText(labels),
        timeWindow,
        by,
      ),
      denied: queries.increase('inbound_http_authz_deny_total', labelsText(labels), timeWindow, by),
      ...queries.latencies(inbound, timeWindow, by),
    },
    ({ metric }) => by.map((label) => metric[label] ?? '').join(' '),
  );
  const rows = [...found.values()].map((measured) => ({
    ...emptyRow(resource, timeWindow),
    stats: measured.stats,
    srvStats: serverStats(measured),
  }));
  return { ok: { statTable: { podGroup: { rows } } } };
}
