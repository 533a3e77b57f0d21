import { podColumns } from '#cluster/api/columns/pods.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { type ResourceType, statTypes } from '#mesh/linkerd/viz/resource-types.ts';
import {
  isPolicy,
  labelsText,
  dstGroupBy,
  dstQueryLabels,
  groupBy,
  queryLabels,
} from './labels.ts';
import { measure, type Measured, queries } from './measures.ts';
import type {
  Answer,
  BasicStats,
  Resource,
  StatRow,
  StatSummaryRequest,
  StatTable,
} from './messages.ts';
import { findObjects, isMeshed, podsFor } from './objects.ts';
import { policyRows } from './stat-policies.ts';
import { emptyRow, keyOf, type Surroundings } from './rows.ts';
import { serviceRows } from './stat-services.ts';
import { windowError } from './time-window.ts';

/** viz/metrics-api/stat_summary.go. Throws an ApiError or a PrometheusError. */
export function statSummary(
  around: Surroundings,
  request: StatSummaryRequest,
): Answer<{ readonly statTables: readonly StatTable[] }> {
  const refusal = refusalOf(request) ?? windowError(around.prometheus, request.timeWindow);
  if (refusal !== undefined) return { error: refusal };
  const { type } = request.selector.resource;
  const types = type === 'all' ? statTypes : [type];
  const statTables = types.map((one) => {
    const resource = { ...request.selector.resource, type: one };
    const selector = { ...request.selector, resource };
    return { podGroup: { rows: rowsOf(around, { ...request, selector }) } };
  });
  return { ok: { statTables } };
}

function refusalOf({ selector, outbound }: StatSummaryRequest): string | undefined {
  if (outbound.type === 'none') return undefined;
  if (outbound.type === 'from' && outbound.resource.type === 'service')
    return "service is not supported as a target on 'from' queries, or as a target with 'to' queries";
  if (isPolicy(selector.resource) || isPolicy(outbound.resource))
    return `'${outbound.type}' queries are not supported with policy resources, as they have inbound metrics only`;
  return outbound.resource.type === 'all'
    ? "resource type 'all' is not supported as a filter"
    : undefined;
}

function rowsOf(around: Surroundings, request: StatSummaryRequest): readonly StatRow[] {
  const { resource } = request.selector;
  if (resource.type === 'authority') return authorityRows(around, request);
  if (resource.type === 'service') return serviceRows(around, request);
  return isPolicy(resource) ? policyRows(around, request) : objectRows(around, request);
}

/** Nothing that runs pods: what metrics alone know of. */
function authorityRows(around: Surroundings, request: StatSummaryRequest): readonly StatRow[] {
  return [...measured(around, request)].map(([key, { stats }]) => {
    const [namespace = '', name = ''] = key.split('/');
    const resource: Resource = { namespace, name, type: 'authority' };
    return { ...emptyRow(resource, request.timeWindow), stats };
  });
}

function objectRows(around: Surroundings, request: StatSummaryRequest): readonly StatRow[] {
  const { api } = around;
  const found = measured(around, request);
  const { type } = request.selector.resource;
  return findObjects(api, request.selector).flatMap((object) => {
    const { name, namespace = '' } = object.metadata;
    const own = found.get(`${namespace}/${name}`);
    // With a filter, only who has traffic.
    if (request.outbound.type !== 'none' && !own) return [];
    const row = emptyRow({ type, name, namespace }, request.timeWindow);
    return [
      {
        ...row,
        ...podCounts(around, type, object),
        ...(own && !isEmpty(own.stats) && { stats: own.stats }),
        ...(own?.has.has('tcp') && { tcpStats: own.tcp }),
      },
    ];
  });
}

function isEmpty(stats: BasicStats): boolean {
  return Object.values(stats).every((value) => value === 0);
}

/** getPodStats. */
function podCounts(
  { api, controlPlane, now }: Surroundings,
  type: ResourceType,
  object: KubeObject,
): Partial<StatRow> {
  const pods = podsFor(api, type, object, true);
  const running = pods.filter(({ status }) => status?.phase !== 'Failed');
  return {
    status: type === 'pod' ? String(podColumns.row(object, now)[2] ?? '') : '',
    meshedPodCount: running.filter((pod) => isMeshed(pod, controlPlane)).length,
    runningPodCount: running.length,
    failedPodCount: pods.length - running.length,
  };
}

/** By `namespace/name`. */
function measured(
  { prometheus }: Surroundings,
  request: StatSummaryRequest,
): ReadonlyMap<string, Measured> {
  if (request.skipStats) return new Map();
  const { timeWindow, tcpStats } = request;
  const { labels, by } = requestLabels(request);
  const text = labelsText(labels);
  const peer = labelsText({ ...labels, peer: request.outbound.type === 'none' ? 'src' : 'dst' });
  return measure(
    prometheus,
    {
      requests: queries.requests(text, timeWindow, by),
      ...(tcpStats && {
        connections: queries.connections(text, by),
        'bytes read': queries.increase('tcp_read_bytes_total', peer, timeWindow, by),
        'bytes written': queries.increase('tcp_write_bytes_total', peer, timeWindow, by),
      }),
      ...queries.latencies(text, timeWindow, by),
    },
    ({ metric }) => keyOf(metric, by),
  );
}

function requestLabels({ selector, outbound }: StatSummaryRequest) {
  const { resource } = selector;
  switch (outbound.type) {
    case 'to':
      return {
        by: groupBy(resource),
        labels: {
          ...dstQueryLabels(outbound.resource),
          ...queryLabels(resource),
          direction: 'outbound',
        },
      };
    case 'from':
      return {
        by: dstGroupBy(resource),
        labels: {
          ...queryLabels(outbound.resource),
          ...dstQueryLabels(resource),
          direction: 'outbound',
        },
      };
    case 'none':
      return { by: groupBy(resource), labels: { ...queryLabels(resource), direction: 'inbound' } };
  }
}
