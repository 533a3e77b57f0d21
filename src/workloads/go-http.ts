import { byteLength, httpDate } from '#cluster/network/headers.ts';
import type { Headers, Outcome } from '#cluster/network/http.ts';

/** An answer as Go's net/http sends it: the handler's own headers sorted, then the date and the length. */
export function goResponse(outcome: Outcome, time: number, more: Headers = []): Outcome {
  if (outcome.type === 'failure') return outcome;
  const { response } = outcome;
  const headers: Headers = [
    ...[...more, ...response.headers].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    ['Date', httpDate(time)],
    ['Content-Length', String(byteLength(response.body))],
  ];
  return { ...outcome, response: { ...response, headers } };
}
