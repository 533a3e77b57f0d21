import { PlainError } from '#commands/cobra/errors.ts';
import { forwardOne, Lost } from '#commands/kubectl/forwarding/connection.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { runningPod } from '#commands/linkerd/pod-ports.ts';
import {
  groupBy,
  labelsText,
  type QueryLabels,
  queryLabels,
} from '#mesh/linkerd/viz/metrics-api/labels.ts';
import type { Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { requireViz } from './connect.ts';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Prometheus, through a port that the API server forwards (viz/pkg/api/api.go: NewPrometheusClient). */
export interface Prometheus {
  query: (query: string) => Promise<readonly Sample[]>;
}

const remote = 9090;

export async function requirePrometheus(context: Context): Promise<Prometheus> {
  if (context.flags.text('prometheusURL') !== '') throw notSimulated('--prometheusURL');
  const namespace = await requireViz(context);
  const pod = await runningPod(context, namespace, 'prometheus');
  return { query: (query) => ask(context, { namespace, pod, remote }, query) };
}

async function ask(
  context: Context,
  door: Parameters<typeof forwardOne>[1],
  query: string,
): Promise<readonly Sample[]> {
  const fail = (reason: string) => new PlainError(`failed to query Prometheus:  ${reason}`);
  try {
    const outcome = await forwardOne(context, door, {
      method: 'POST',
      authority: `localhost:${remote}`,
      path: '/api/v1/query',
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body: new URLSearchParams({ query }).toString(),
      protocol: 'HTTP/1.1',
    });
    if (outcome.type === 'failure') throw fail('Post "http://localhost:40395/api/v1/query": EOF');
    const { status, body } = outcome.response;
    const answer: unknown = body.startsWith('{') ? JSON.parse(body) : undefined;
    if (status !== 200)
      throw fail(
        `${textAt(answer, 'errorType') || 'server_error'}: ${textAt(answer, 'error') || `server error: ${status}`}`,
      );
    return listAt(answer, 'data.result').map((one) => ({
      metric: Object.fromEntries(
        Object.entries(recordAt(one, 'metric')).map(([name, value]) => [name, textOf(value)]),
      ),
      value: Number(textAt(one, 'value.1')),
    }));
  } catch (error) {
    if (error instanceof Lost) throw fail(error.message);
    throw error;
  }
}

interface Measure {
  readonly metric: string;
  readonly labels?: QueryLabels;
  readonly by: readonly string[];
}

/** queryRate and queryQuantiles (viz/cmd/stat-inbound.go), of one resource in one window. */
export function queriesOf(resource: Resource, window: string) {
  const range = ({ metric, labels = {} }: Measure): string =>
    `${metric}${labelsText({ ...labels, ...queryLabels(resource) })}[${window}]`;
  const by = (measure: Measure): string => [...measure.by, ...groupBy(resource)].join(', ');
  return {
    increase: (measure: Measure): string => `sum(increase(${range(measure)})) by (${by(measure)})`,
    quantile: (quantile: string, measure: Measure): string =>
      `histogram_quantile(${quantile}, sum(irate(${range(measure)})) by (le, ${by(measure)}))`,
  };
}

export const quantiles = ['0.5', '0.95', '0.99'] as const;
