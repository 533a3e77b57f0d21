import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { answer, pathOf } from '#mesh/http-server.ts';
import type { Database } from './database.ts';
import { evaluate } from './promql/evaluate.ts';
import { type Expression, QueryError } from './promql/expression.ts';
import { parseQuery } from './promql/parse.ts';
import { keyOf, type Sample, type Value } from './promql/value.ts';
import { parseDuration } from './config.ts';
import type { LabelSet } from './series.ts';

/** `/api/v1/…` (prometheus v2.55.1: web/api/v1/api.go). Undefined for what is not served. */
export function apiAnswer(request: HttpRequest, database: Database, now: number) {
  const path = pathOf(request.path);
  const serve = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
  if (!serve) return undefined;
  try {
    return success(serve(parametersOf(request), database, now));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return failure(error.message);
  }
}

type Endpoint = (parameters: URLSearchParams, database: Database, now: number) => unknown;

const endpoints: Readonly<Record<string, Endpoint>> = {
  '/api/v1/query': (parameters, database, now) => {
    const time = timeOf(parameters, 'time') ?? now;
    const value = evaluate(expressionOf(parameters), database.windows(), time);
    return { resultType: value.type, result: resultOf(value, time) };
  },
  '/api/v1/query_range': queryRange,
  '/api/v1/labels': (_, database) => namesOf(database, ({ labels }) => [...labels.keys()]),
  '/api/v1/label/__name__/values': (_, database) => namesOf(database, ({ name }) => [name]),
};

/** Of a GET as of a POST. */
function parametersOf({ method, path, body }: HttpRequest): URLSearchParams {
  const parameters = new URLSearchParams(path.replace(/^[^?]*\??/, ''));
  if (method === 'POST')
    for (const [name, value] of new URLSearchParams(body)) parameters.append(name, value);
  return parameters;
}

function expressionOf(parameters: URLSearchParams): Expression {
  try {
    return parseQuery(parameters.get('query') ?? '');
  } catch (error) {
    if (!(error instanceof QueryError) || error.message.startsWith('maillage:')) throw error;
    throw invalid('query', error.message);
  }
}

function invalid(name: string, what: string): QueryError {
  return new QueryError(`invalid parameter ${JSON.stringify(name)}: ${what}`);
}

/** Seconds since 1970, or RFC 3339. */
function timeOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const ms = Number.isNaN(Number(text)) ? Date.parse(text) : Number(text) * 1000;
  if (Number.isNaN(ms))
    throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  return Math.round(ms);
}

const mostPoints = 11_000;

function queryRange(parameters: URLSearchParams, database: Database): unknown {
  const start = timeOf(parameters, 'start');
  const end = timeOf(parameters, 'end');
  if (start === undefined || end === undefined)
    throw invalid('start', 'cannot parse "" to a valid timestamp');
  if (end < start) throw invalid('end', 'end timestamp must not be before start time');
  const given = parameters.get('step') ?? '';
  const step = parseDuration(given) ?? Number(given) * 1000;
  if (!(step > 0))
    throw invalid(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  if ((end - start) / step > mostPoints)
    throw new QueryError(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  const expression = expressionOf(parameters);
  const found = new Map<string, { metric: object; values: unknown[] }>();
  for (let time = start; time <= end; time += step)
    for (const { labels, value } of samplesAt(expression, database, time)) {
      const key = keyOf(labels);
      const series = found.get(key) ?? { metric: metricOf(labels), values: [] };
      series.values.push(pointOf(time, value));
      found.set(key, series);
    }
  return { resultType: 'matrix', result: [...found.values()] };
}

function samplesAt(expression: Expression, database: Database, time: number): readonly Sample[] {
  const value = evaluate(expression, database.windows(), time);
  if (value.type === 'vector') return value.samples;
  if (value.type === 'scalar') return [{ labels: new Map(), value: value.value }];
  throw invalid(
    'query',
    `invalid expression type ${JSON.stringify(value.type === 'matrix' ? 'range vector' : 'string')} for range query, must be Scalar or instant Vector`,
  );
}

function namesOf(
  database: Database,
  names: (series: { name: string; labels: LabelSet }) => readonly string[],
): readonly string[] {
  const found = new Set<string>();
  for (const pages of database.windows())
    for (const series of pages.at(-1)?.layout.series ?? [])
      for (const name of names(series)) found.add(name);
  return [...found].toSorted();
}

function resultOf(value: Value, time: number): unknown {
  switch (value.type) {
    case 'scalar':
      return pointOf(time, value.value);
    case 'string':
      return [time / 1000, value.value];
    case 'vector':
      return value.samples.map((one) => ({
        metric: metricOf(one.labels),
        value: pointOf(time, one.value),
      }));
    case 'matrix':
      return value.series.map(({ labels, points }) => ({
        metric: metricOf(labels),
        values: points.map((point) => pointOf(point.time, point.value)),
      }));
  }
}

/** Go marshals a map by its keys. */
function metricOf(labels: LabelSet): object {
  return Object.fromEntries([...labels].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function pointOf(time: number, value: number): readonly [number, string] {
  return [time / 1000, numberText(value)];
}

/** strconv.FormatFloat(value, 'f', -1, 64). */
function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  const text = String(value);
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const shift = Number(exponent);
  const digits = whole + fraction;
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - whole.length)}${digits}`
    : `${sign}${digits.padEnd(whole.length + shift, '0')}`;
}

const json = 'application/json';

function success(data: unknown): Outcome {
  return answer(200, JSON.stringify({ status: 'success', data }), json);
}

function failure(error: string): Outcome {
  return answer(400, JSON.stringify({ status: 'error', errorType: 'bad_data', error }), json);
}
