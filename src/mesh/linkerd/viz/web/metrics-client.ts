import { at, textOf } from '#cluster/api/json.ts';
import { header } from '#cluster/network/headers.ts';
import type { Stack } from '#cluster/network/stack.ts';
import {
  type Method,
  parseResponse,
  type Request,
  type Response,
} from '#mesh/linkerd/viz/metrics-api/messages.ts';

/** What metrics-api did not answer: its own words, or why it cannot be reached. */
export class MetricsError extends Error {
  override name = 'MetricsError';
}

/** metrics-api as a pod asks it: `metrics-api.linkerd-viz.svc.cluster.local:8085`. */
export interface MetricsClient {
  ask: <M extends Method>(method: M, request: Request<M>) => Response<M>;
  /** Milliseconds that its answers took, one after the other. */
  elapsed: () => number;
}

export function createMetricsClient(network: Stack, address: string): MetricsClient {
  const [host = '', port = ''] = address.split(':');
  let elapsed = 0;
  return {
    ask: (method, request) => {
      const [ip] = network.resolve(host);
      if (ip === undefined) throw new MetricsError(`dial tcp: lookup ${host}: no such host`);
      const path = `/api/v1/${method}`;
      const outcome = network.exchange(
        {
          method: 'POST',
          authority: address,
          path,
          headers: [['user-agent', 'Go-http-client/1.1']],
          body: JSON.stringify(request),
          protocol: 'HTTP/1.1',
        },
        { ip, port: Number(port) },
        { timeoutMs: 30_000, elapsed },
      );
      elapsed += outcome.elapsed;
      if (outcome.type === 'failure')
        throw new MetricsError(`Post "http://${address}${path}": ${outcome.failure.reason}`);
      const { status, body } = outcome.response;
      if (header(outcome.response, 'linkerd-error') !== undefined)
        throw new MetricsError(textOf(at(JSON.parse(body), 'error')));
      if (status !== 200)
        throw new MetricsError(
          `HTTP error, status Code [${status}] (unexpected API response${body === '' ? '' : `: ${body}`})`,
        );
      return parseResponse(method, body);
    },
    elapsed: () => elapsed,
  };
}
