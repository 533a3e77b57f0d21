import { notSimulated, QueryError } from './expression.ts';
import { histogramQuantile } from './histogram-quantile.ts';
import { type Point, type Points, type Sample, type Value, vector, withoutName } from './value.ts';

/** What an argument may be, and the function of the values; `rangeMs` is that of its range vector. */
export type PromFunction = (args: readonly Value[], at: Evaluation) => Value;

interface Evaluation {
  readonly time: number;
  /** Of the range vector among the arguments; its end is the time less the offset. */
  readonly rangeMs: number;
  readonly offsetMs: number;
}

type OverRange = (points: readonly Point[], at: Evaluation) => number | undefined;

/** prometheus v2.55.1: promql/functions.go. */
export function findFunction(name: string): PromFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found) return found;
  if (others.has(name)) throw notSimulated(`la fonction ${name}`);
  throw new QueryError(`parse error: unknown function with name ${JSON.stringify(name)}`);
}

const functions: Readonly<Record<string, PromFunction>> = {
  increase: overRange((points, at) => extrapolated(points, at)),
  rate: overRange((points, at) => {
    const increase = extrapolated(points, at);
    return increase === undefined ? undefined : increase / (at.rangeMs / 1000);
  }),
  irate: overRange(instantRate),
  sum_over_time: overRange((points) => points.reduce((sum, { value }) => sum + value, 0)),
  count_over_time: overRange((points) => points.length),
  avg_over_time: overRange(
    (points) => points.reduce((sum, { value }) => sum + value, 0) / points.length,
  ),
  max_over_time: overRange((points) => Math.max(...points.map(({ value }) => value))),
  min_over_time: overRange((points) => Math.min(...points.map(({ value }) => value))),
  histogram_quantile: ([quantile, buckets]) => {
    if (quantile?.type !== 'scalar') throw expected('scalar', 'histogram_quantile', quantile);
    return vector(histogramQuantile(quantile.value, samplesOf(buckets, 'histogram_quantile')));
  },
  abs: overSamples(Math.abs),
  ceil: overSamples(Math.ceil),
  floor: overSamples(Math.floor),
  round: overSamples((value) => Math.floor(value + 0.5)),
  sort: ([given]) => vector(samplesOf(given, 'sort').toSorted((a, b) => a.value - b.value)),
  sort_desc: ([given]) =>
    vector(samplesOf(given, 'sort_desc').toSorted((a, b) => b.value - a.value)),
  time: (_, { time }) => ({ type: 'scalar', value: time / 1000 }),
  vector: ([given]) => {
    if (given?.type !== 'scalar') throw expected('scalar', 'vector', given);
    return vector([{ labels: new Map(), value: given.value }]);
  },
};

const others = new Set(
  `absent absent_over_time changes clamp clamp_max clamp_min day_of_month day_of_week day_of_year days_in_month delta deriv exp
  histogram_avg histogram_count histogram_fraction histogram_sum histogram_stddev histogram_stdvar holt_winters hour idelta
  label_replace label_join last_over_time ln log2 log10 mad_over_time minute month predict_linear present_over_time
  quantile_over_time resets scalar sgn sort_by_label sort_by_label_desc sqrt stddev_over_time stdvar_over_time timestamp year`.split(
    /\s+/,
  ),
);

function overRange(work: OverRange): PromFunction {
  return (args, at) => {
    const [given] = args;
    if (given?.type !== 'matrix') throw expected('range vector', 'function', given);
    return vector(
      given.series.flatMap(({ labels, points }: Points): readonly Sample[] => {
        const value = work(points, at);
        return value === undefined ? [] : [{ labels: withoutName(labels), value }];
      }),
    );
  };
}

function overSamples(work: (value: number) => number): PromFunction {
  return ([given]) =>
    vector(
      samplesOf(given, 'function').map(({ labels, value }) => ({
        labels: withoutName(labels),
        value: work(value),
      })),
    );
}

function samplesOf(value: Value | undefined, name: string): readonly Sample[] {
  if (value?.type !== 'vector') throw expected('instant vector', name, value);
  return value.samples;
}

const typeNames = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
} as const;

function expected(type: string, name: string, given: Value | undefined): QueryError {
  const got = given === undefined ? 'none' : typeNames[given.type];
  return new QueryError(
    `parse error: expected type ${type} in call to function ${JSON.stringify(name)}, got ${got}`,
  );
}

/** extrapolatedRate of a counter: what it rose by, resets left out, as if samples stood at both ends of the range. */
function extrapolated(points: readonly Point[], at: Evaluation): number | undefined {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return undefined;
  const rise = riseOf(points);
  const end = at.time - at.offsetMs;
  const sampled = (last.time - first.time) / 1000;
  const average = sampled / (points.length - 1);
  const threshold = average * 1.1;
  let toStart = (first.time - (end - at.rangeMs)) / 1000;
  let toEnd = (end - last.time) / 1000;
  if (toStart >= threshold) toStart = average / 2;
  // A counter does not start below zero.
  if (rise > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / rise));
  if (toEnd >= threshold) toEnd = average / 2;
  return rise * ((sampled + toStart + toEnd) / sampled);
}

function riseOf(points: readonly Point[]): number {
  let rise = (points.at(-1)?.value ?? 0) - (points[0]?.value ?? 0);
  let before = points[0]?.value ?? 0;
  for (const { value } of points) {
    if (value < before) rise += before;
    before = value;
  }
  return rise;
}

/** instantValue: of the last two samples alone. */
function instantRate(points: readonly Point[]): number | undefined {
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before || last.time === before.time) return undefined;
  const rise = last.value < before.value ? last.value : last.value - before.value;
  return rise / ((last.time - before.time) / 1000);
}
