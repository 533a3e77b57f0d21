import type { Random } from '#cluster/clock/random.ts';
import type { HttpResponse } from '#cluster/network/http.ts';
import { milliseconds } from './duration.ts';
import type { RetryPolicy } from './routes.ts';
import type { Attempt } from './upstream.ts';

/** True where the policy tries again after that (source/common/router/retry_state_impl.cc). */
export function isRetriable(policy: RetryPolicy, attempt: Attempt): boolean {
  const conditions = policy.retryOn.split(',');
  const has = (...names: string[]) => names.some((name) => conditions.includes(name));
  if (attempt.type === 'timeout') return has('5xx', 'gateway-error', 'reset');
  if (attempt.type === 'response') return isRetriableResponse(policy, attempt.response, has);
  // What a full queue refused is never tried again.
  if (attempt.reason === 'overflow') return false;
  const isConnect =
    attempt.reason === 'remote connection failure' || attempt.reason === 'connection timeout';
  return has('5xx', 'gateway-error', 'reset') || (isConnect && has('connect-failure'));
}

function isRetriableResponse(
  policy: RetryPolicy,
  response: HttpResponse,
  has: (...names: string[]) => boolean,
): boolean {
  const { status } = response;
  const grpc = response.trailers?.find(([name]) => name === 'grpc-status')?.[1];
  return (
    (has('5xx') && status >= 500) ||
    (has('gateway-error') && status >= 502 && status <= 504) ||
    (has('retriable-4xx') && status === 409) ||
    (has('retriable-status-codes') && (policy.retriableStatusCodes ?? []).includes(status)) ||
    (grpc !== undefined && has(...(grpcConditions[grpc] ?? [])))
  );
}

const grpcConditions: Readonly<Record<string, readonly string[]>> = {
  1: ['cancelled'],
  4: ['deadline-exceeded'],
  8: ['resource-exhausted'],
  13: ['internal'],
  14: ['unavailable'],
};

/** Before the retry of that number, counted from 1: up to twice as long each time. */
export function backOff(policy: RetryPolicy, retry: number, random: Random): number {
  const base = milliseconds(policy.retryBackOff?.baseInterval) ?? 25;
  const most = milliseconds(policy.retryBackOff?.maxInterval) ?? base * 10;
  return Math.floor(random.next() * Math.min(base * 2 ** (retry - 1), most));
}
