import { CommandError } from '#commands/cobra/errors.ts';
import { parseDuration, ValueError } from '#commands/kubectl/go-values.ts';
import type { BasicStats } from '#mesh/linkerd/viz/metrics-api/messages.ts';

/** Go's time.ParseDuration, in seconds. */
export function secondsOf(window: string): number {
  try {
    return parseDuration(window) / 1000;
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new CommandError(error.message);
  }
}

/** A window of Prometheus' own scrapes: two of them at least (viz/metrics-api/util: ValidateTimeWindow). */
export function requireWindow(window: string): void {
  if (secondsOf(window) < 15)
    throw new CommandError('metrics time window needs to be at least 15s');
}

export function requestRate(success: number, failure: number, window: string): number {
  return (success + failure) / secondsOf(window);
}

export function successRate(success: number, failure: number): number {
  return success + failure === 0 ? 0 : success / (success + failure);
}

export function hasRequests(stats: BasicStats): boolean {
  const { successCount, failureCount, actualSuccessCount, actualFailureCount } = stats;
  return successCount + failureCount + actualSuccessCount + actualFailureCount > 0;
}

/** Go's `%.2f%%` of a share. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

export function rps(rate: number): string {
  return `${rate.toFixed(1)}rps`;
}
