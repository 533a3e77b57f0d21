import type { Api } from '#cluster/api/api.ts';
import type { Resource, StatRow } from './messages.ts';
import type { Prometheus } from './queries.ts';

/** What metrics-api knows of where it runs. */
export interface Surroundings {
  readonly api: Api;
  readonly prometheus: Prometheus;
  /** The namespace of the control plane. */
  readonly controlPlane: string;
  readonly clusterDomain: string;
  readonly now: number;
}

export function emptyRow(resource: Resource, timeWindow: string): StatRow {
  const counts = { meshedPodCount: 0, runningPodCount: 0, failedPodCount: 0 };
  return { resource, timeWindow, status: '', ...counts };
}

/** metricToKey: the last two labels of a grouping are the namespace and the name. */
export function keyOf(metric: Readonly<Record<string, string>>, by: readonly string[]): string {
  const [namespace, name] = by.length < 2 ? ['', by[0] ?? ''] : by.slice(-2);
  return `${metric[namespace ?? ''] ?? ''}/${metric[name ?? ''] ?? ''}`;
}
