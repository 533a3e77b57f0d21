import type { Restore } from '#cluster/clock/clock.ts';
import { families, type CounterName, type Family, type HistogramName } from './metric-families.ts';

/** A line of a metric that is not counted but looked up: a gauge. */
export interface Gauge {
  readonly family: string;
  readonly labels: string;
  readonly value: number | string;
}

/** What a proxy counts. Labels are texts as they are printed, `a="1",b="2"`; whoever counts often keeps the series. */
export interface Metrics {
  counter: (name: CounterName, labels: string) => Counter;
  histogram: (name: HistogramName, labels: string) => Histogram;
  count: (name: CounterName, labels: string, by?: number) => void;
  observe: (name: HistogramName, labels: string, value: number) => void;
  /** Prometheus' text format. */
  render: (gauges: readonly Gauge[]) => string;
  save: () => Restore;
}

/** One that nothing was counted of is not there. */
export class Counter {
  value: number | undefined;
  add(by = 1): void {
    this.value = (this.value ?? 0) + by;
  }
}

export class Histogram {
  private readonly bounds: readonly number[];
  counts: number[] = [];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  observe(value: number): void {
    if (this.counts.length === 0) this.counts = Array<number>(this.bounds.length + 1).fill(0);
    let at = 0;
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }
}

type Series<T> = Map<string, Map<string, T>>;

export function createMetrics(): Metrics {
  const counters: Series<Counter> = new Map();
  const histograms: Series<Histogram> = new Map();
  const counter = (name: CounterName, labels: string): Counter =>
    seriesOf(counters, name, labels, () => new Counter());
  const histogram = (name: HistogramName, labels: string): Histogram =>
    seriesOf(histograms, name, labels, () => new Histogram(families[name].bounds ?? []));
  return {
    counter,
    histogram,
    count: (name, labels, by) => counter(name, labels).add(by),
    observe: (name, labels, value) => histogram(name, labels).observe(value),
    render: (gauges) => render({ counters, histograms, gauges }),
    save: () => {
      const restoreCounters = keep(counters, (each) => {
        const { value } = each;
        return () => {
          each.value = value;
        };
      });
      const restoreHistograms = keep(histograms, (each) => {
        const { counts, sum } = each;
        const saved = [...counts];
        return () => {
          each.counts = [...saved];
          each.sum = sum;
        };
      });
      return () => {
        // What has come since is there no more; whoever keeps it counts from nothing.
        for (const each of all(counters)) each.value = undefined;
        for (const each of all(histograms)) Object.assign(each, { counts: [], sum: 0 });
        restoreCounters();
        restoreHistograms();
      };
    },
  };
}

function seriesOf<T>(all: Series<T>, name: string, labels: string, make: () => T): T {
  const ofName = all.get(name) ?? new Map<string, T>();
  all.set(name, ofName);
  const series = ofName.get(labels) ?? make();
  ofName.set(labels, series);
  return series;
}

function all<T>(series: Series<T>): readonly T[] {
  return [...series.values()].flatMap((ofName) => [...ofName.values()]);
}

function keep<T>(series: Series<T>, save: (each: T) => Restore): Restore {
  const restores = all(series).map(save);
  return () => {
    for (const restore of restores) restore();
  };
}

interface State {
  readonly counters: Series<Counter>;
  readonly histograms: Series<Histogram>;
  readonly gauges: readonly Gauge[];
}

function render({ counters, histograms, gauges }: State): string {
  const parts = Object.entries<Family>(families).flatMap(([name, family]) => {
    const lines = [
      ...sorted(histograms.get(name)).flatMap(([labels, histogram]) =>
        histogramLines(name, family, labels, histogram),
      ),
      ...sorted(counters.get(name)).flatMap(([labels, { value }]) =>
        value === undefined ? [] : [line(name, family, labels, value)],
      ),
      ...gauges
        .filter((gauge) => gauge.family === name)
        .map(({ labels, value }) => line(name, family, labels, value)),
    ];
    return lines.length === 0
      ? []
      : [`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.type}`, ...lines];
  });
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}

/** The real ones come in any order; here the same counts are always the same text. */
function sorted<T>(series: ReadonlyMap<string, T> = new Map()): readonly (readonly [string, T])[] {
  return [...series].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Families of prometheus-client print `_total` after a counter's name, and `le` before the other labels. */
function line(
  name: string,
  { type, isOpenMetrics }: Family,
  labels: string,
  value: number | string,
) {
  const full = isOpenMetrics === true && type === 'counter' ? `${name}_total` : name;
  return labels === '' ? `${full} ${value}` : `${full}{${labels}} ${value}`;
}

function histogramLines(
  name: string,
  { bounds = [], isOpenMetrics }: Family,
  labels: string,
  { counts, sum }: Pick<Histogram, 'counts' | 'sum'>,
): readonly string[] {
  if (counts.length === 0) return [];
  let total = 0;
  const buckets = counts.map((count, at) => {
    total += count;
    const le = `le="${boundText(bounds[at], isOpenMetrics === true)}"`;
    return `${name}_bucket{${isOpenMetrics === true ? `${le},${labels}` : `${labels},${le}`}} ${total}`;
  });
  const sumLine = `${name}_sum{${labels}} ${isOpenMetrics === true ? decimal(sum) : Math.round(sum)}`;
  const countLine = `${name}_count{${labels}} ${total}`;
  return isOpenMetrics === true
    ? [sumLine, countLine, ...buckets]
    : [...buckets, countLine, sumLine];
}

function boundText(bound: number | undefined, isOpenMetrics: boolean): string {
  if (bound === undefined) return '+Inf';
  return isOpenMetrics ? decimal(bound) : String(bound);
}

/** As Rust prints a f64: always with a point. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
