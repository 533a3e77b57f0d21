import { at, isFields, listOf, textOf } from '#cluster/api/json.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { Failure, HttpRequest, Outcome } from '#cluster/network/http.ts';

/** A sample as Prometheus answers it: labels and a value. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A query that failed: its text is client_golang's. */
export class PrometheusError extends Error {
  override name = 'PrometheusError';
}

/** Prometheus as a client in a pod asks it, and how long its answers took. Queries of one request are asked at once. */
export interface Prometheus {
  query: (query: string) => readonly Sample[];
  /** The configuration that it runs on. Undefined when it does not say. */
  config: () => string | undefined;
  /** Milliseconds of the slowest answer. */
  elapsed: () => number;
}

/** prometheus/client_golang: api/prometheus/v1. */
export function createPrometheusClient({ network }: Container, url: string): Prometheus {
  const { hostname, port } = new URL(url);
  let slowest = 0;
  const ask = (path: string, body: string | undefined): Outcome => {
    const [ip] = network.resolve(hostname);
    const outcome: Outcome =
      ip === undefined
        ? { type: 'failure', failure: { reason: 'unresolved', host: hostname }, elapsed: 0 }
        : network.exchange(
            requestOf(`${hostname}:${port}`, path, body),
            { ip, port: Number(port) },
            { timeoutMs: 30_000 },
          );
    slowest = Math.max(slowest, outcome.elapsed);
    return outcome;
  };
  return {
    query: (query) => {
      const path = '/api/v1/query';
      const outcome = ask(path, new URLSearchParams({ query }).toString());
      if (outcome.type === 'failure')
        throw new PrometheusError(`Post "${url}${path}": ${failureText(outcome.failure)}`);
      return samplesOf(outcome.response);
    },
    config: () => {
      const outcome = ask('/api/v1/status/config', undefined);
      if (outcome.type === 'failure' || outcome.response.status !== 200) return undefined;
      return textOf(at(JSON.parse(outcome.response.body), 'data', 'yaml'));
    },
    elapsed: () => slowest,
  };
}

function requestOf(authority: string, path: string, body: string | undefined): HttpRequest {
  return {
    method: body === undefined ? 'GET' : 'POST',
    authority,
    path,
    headers: [
      ['user-agent', 'Go-http-client/1.1'],
      ...(body === undefined
        ? []
        : [['content-type', 'application/x-www-form-urlencoded'] as const]),
    ],
    body: body ?? '',
    protocol: 'HTTP/1.1',
  };
}

const failureTexts: Readonly<Partial<Record<Failure['reason'], string>>> = {
  refused: 'connect: connection refused',
  timeout: 'context deadline exceeded',
  'no-route': 'connect: no route to host',
  reset: 'read: connection reset by peer',
};

function failureText(failure: Failure): string {
  if (failure.reason === 'unresolved') return `dial tcp: lookup ${failure.host}: no such host`;
  return failureTexts[failure.reason] ?? 'EOF';
}

function samplesOf({ status, body }: { status: number; body: string }): readonly Sample[] {
  const isAnswer = status === 200 || status === 400 || status === 422;
  const answer: unknown = isAnswer && body.startsWith('{') ? JSON.parse(body) : undefined;
  if (!isFields(answer)) {
    const kind = status >= 500 ? 'server' : 'client';
    throw new PrometheusError(`${kind}_error: ${kind} error: ${status}`);
  }
  if (answer['status'] !== 'success')
    throw new PrometheusError(`${textOf(answer['errorType'])}: ${textOf(answer['error'])}`);
  return listOf(at(answer, 'data', 'result')).map((one) => ({
    metric: Object.fromEntries(
      Object.entries(at(one, 'metric') ?? {}).map(([name, value]) => [name, textOf(value)]),
    ),
    value: numberOf(listOf(at(one, 'value'))[1]),
  }));
}

function numberOf(value: unknown): number {
  const text = textOf(value);
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}

/** extractSampleValue: whole numbers, and nothing of what is no number. */
export function roundedValue({ value }: Sample): number {
  return Number.isNaN(value) ? 0 : Math.round(value);
}
