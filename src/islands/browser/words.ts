import type { Report, Traffic } from './reports.ts';

/** As the dashboard writes figures (linkerd2 edge-26.6.3: web/app/js/components/util/Utils.js). */
export const none = '---';

export function meshedText({ meshed, pods }: Report): string {
  return `${meshed}/${pods}`;
}

export function successText(traffic: Traffic | undefined): string {
  return traffic ? `${(traffic.successRate * 100).toFixed(2)}%` : none;
}

export function rateText(traffic: Traffic | undefined): string {
  return traffic ? `${Math.round(traffic.perSecond * 100) / 100} RPS` : none;
}

export function latencyText(ms: number | undefined): string {
  if (ms === undefined) return none;
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}

export type Health = 'good' | 'warning' | 'poor' | 'none';

/** As the dashboard colours a success rate (MetricUtils.jsx). */
export function healthOf(traffic: Traffic | undefined): Health {
  if (!traffic) return 'none';
  if (traffic.successRate < 0.9) return 'poor';
  return traffic.successRate < 0.95 ? 'warning' : 'good';
}

/** A sign as well as a colour. */
export const healthSigns: Record<Health, string> = { good: '●', warning: '▲', poor: '✕', none: '' };

/** `2026-11-23T09:12:00.000Z` → `09:12:00` */
export function hourOf(time: string): string {
  return time.slice(11, 19);
}
