import { parse } from 'yaml';
import { at, textOf } from '#cluster/api/json.ts';
import { parseDuration } from '#mesh/linkerd/viz/prometheus/config.ts';
import type { Prometheus } from './queries.ts';

/** validateTimeWindow: no window is shorter than what lies between two scrapes, as far as Prometheus tells it. */
export function windowError(prometheus: Prometheus, window: string): string | undefined {
  const config = prometheus.config();
  if (config === undefined) return undefined;
  const interval = textOf(at(parse(config), 'global', 'scrape_interval'));
  const [asked, between] = [parseDuration(window), parseDuration(interval)];
  if (between === undefined) return undefined;
  if (asked === undefined) return `invalid time window: time: invalid duration "${window}"`;
  return asked < between
    ? `invalid time window: time window (${window}) must be at least as long as the Prometheus scrape interval (${interval})`
    : undefined;
}
