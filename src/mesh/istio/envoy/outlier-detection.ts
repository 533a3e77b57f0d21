import type { OutlierDetection } from './config.ts';
import { milliseconds } from './duration.ts';
import type { ClusterState, HostState } from './host-state.ts';

/** What a request told of its host: a status, or that it did not get one. */
export type Verdict = { readonly status: number } | 'connect-failure' | 'reset' | 'timeout';

/** True from its ejection to the first sweep after its time is over. */
export function isEjected(state: HostState | undefined, time: number): boolean {
  return state?.ejectedAt !== undefined && time >= state.ejectedAt && time < state.ejectedUntil;
}

/**
 * Counts consecutive failures and takes the host out when there are too many
 * (source/common/upstream/outlier_detection_impl.cc). True when this request ejected it.
 */
export function reportOutcome(
  config: OutlierDetection,
  cluster: ClusterState,
  host: HostState,
  { verdict, time, hosts }: { verdict: Verdict; time: number; hosts: number },
): string | undefined {
  const cause = count(config, host, verdict);
  if (cause === undefined || isEjected(host, time)) return undefined;
  const ejected = [...cluster.hosts.values()].filter((other) => isEjected(other, time)).length;
  const percent = (100 * (ejected + 1)) / Math.max(hosts, 1);
  if (percent > (config.maxEjectionPercent ?? 10)) return undefined;
  eject(config, host, time);
  return cause;
}

/** The counter that reached its limit, if one did. */
function count(config: OutlierDetection, host: HostState, verdict: Verdict): string | undefined {
  const isLocal = typeof verdict === 'string';
  if (isLocal && config.splitExternalLocalOriginErrors) {
    host.consecutiveLocalFailures += 1;
    return host.consecutiveLocalFailures === (config.consecutiveLocalOriginFailure ?? 5)
      ? reset(host, 'consecutive_local_origin_failure')
      : undefined;
  }
  // What failed before it reached the host counts as a 503, a timeout as a 504.
  const status = isLocal ? 503 : verdict.status;
  if (!isLocal) host.consecutiveLocalFailures = 0;
  host.consecutive5xx = status >= 500 ? host.consecutive5xx + 1 : 0;
  const isGateway = status >= 502 && status <= 504;
  host.consecutiveGatewayFailures = isGateway ? host.consecutiveGatewayFailures + 1 : 0;
  const enforces5xx = (config.enforcingConsecutive5xx ?? 100) > 0;
  const enforcesGateway = (config.enforcingConsecutiveGatewayFailure ?? 0) > 0;
  if (
    enforcesGateway &&
    host.consecutiveGatewayFailures === (config.consecutiveGatewayFailure ?? 5)
  )
    return reset(host, 'consecutive_gateway_failure');
  if (enforces5xx && host.consecutive5xx === (config.consecutive5xx ?? 5))
    return reset(host, 'consecutive_5xx');
  return undefined;
}

function reset(host: HostState, cause: string): string {
  host.consecutive5xx = 0;
  host.consecutiveGatewayFailures = 0;
  host.consecutiveLocalFailures = 0;
  return cause;
}

const maxEjectionMs = 300_000;

/** For the base time as many times as it was ejected of late; each interval of good health takes one off. */
function eject(config: OutlierDetection, host: HostState, time: number): void {
  const base = milliseconds(config.baseEjectionTime) ?? 30_000;
  const interval = milliseconds(config.interval) ?? 10_000;
  const forgiven = Math.max(0, Math.floor((time - host.ejectedUntil) / interval));
  host.ejections = Math.max(0, host.ejections - forgiven) + 1;
  const lasts = Math.min(base * host.ejections, Math.max(base, maxEjectionMs));
  host.ejectedAt = time;
  host.ejectedUntil = time + Math.ceil(lasts / interval) * interval;
}
