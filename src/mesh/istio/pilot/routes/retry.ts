import type { RetryPolicy } from '#mesh/istio/envoy/routes.ts';
import { duration } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import type { HttpRetry } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** A retry goes to a host that was not tried yet. */
const otherHosts = [
  {
    name: 'envoy.retry_host_predicates.previous_hosts',
    typedConfig: {
      '@type':
        'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
    },
  },
] as const;

const defaultRetryOn =
  'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/**
 * Two retries of what never reached the application, unless told otherwise; `attempts: 0` switches them off
 * (pilot/pkg/networking/core/route/retry/retry.go, v1.31). A hash that chooses the host would be defeated by another one.
 */
export function retryPolicy(
  given: HttpRetry | undefined,
  isHashed: boolean,
): { retryPolicy?: RetryPolicy } {
  if (given && !given.attempts) return {};
  const avoidsTried = given?.retryIgnorePreviousHosts ?? !isHashed;
  return {
    retryPolicy: {
      ...conditions(given?.retryOn),
      numRetries: given?.attempts ?? 2,
      ...(given?.perTryTimeout ? { perTryTimeout: duration(given.perTryTimeout) } : {}),
      ...(avoidsTried ? { retryHostPredicate: otherHosts } : {}),
      hostSelectionRetryMaxAttempts: '5',
      ...(given?.backoff ? { retryBackOff: { baseInterval: duration(given.backoff) } } : {}),
    },
  };
}

/** Numbers among the conditions are status codes. */
function conditions(text: string | undefined) {
  if (!text) return { retryOn: defaultRetryOn };
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const isCode = (part: string): boolean => /^[1-5]\d\d$/.test(part);
  const names = parts.filter((part) => !isCode(part));
  const codes = parts.filter(isCode).map(Number);
  if (codes.length === 0) return { retryOn: names.join(',') };
  const isNamed = names.some((name) => name.includes('retriable-status-codes'));
  // As upstream writes it: with a comma in front where there is no other condition.
  const retryOn = isNamed ? names.join(',') : `${names.join(',')},retriable-status-codes`;
  return { retryOn, retriableStatusCodes: codes };
}
