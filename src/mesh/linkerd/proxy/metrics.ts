import type { Restore } from '#cluster/clock/clock.ts';
import { families, type CounterName, type Family, type HistogramName } from './metric-families.ts';

/** A line of a metric that is not counted but looked up: a gauge. */
export interface Gauge {
  readonly family: string;
  readonly labels: string;
  readonly value: number | string;
}

/** What a proxy counts. Labels are texts as they are printed, `a="1",b="2"`: whoever counts keeps them. */
export interface Metrics {
  count: (name: CounterName, labels: string, by?: number) => void;
  observe: (name: HistogramName, labels: string, value: number) => void;
  /** Prometheus' text format. */
  render: (gauges: readonly Gauge[]) => string;
  save: () => Restore;
}

interface Histogram {
  readonly counts: number[];
  sum: number;
}

type Counters = Map<string, Map<string, number>>;
type Histograms = Map<string, Map<string, Histogram>>;

export function createMetrics(): Metrics {
  let counters: Counters = new Map();
  let histograms: Histograms = new Map();
  return {
    count: (name, labels, by = 1) => {
      const series = seriesOf(counters, name);
      series.set(labels, (series.get(labels) ?? 0) + by);
    },
    observe: (name, labels, value) => {
      const series = seriesOf(histograms, name);
      const { bounds = [] } = families[name];
      const histogram = series.get(labels) ?? { counts: Array(bounds.length + 1).fill(0), sum: 0 };
      let at = 0;
      while (at < bounds.length && value > (bounds[at] ?? 0)) at += 1;
      histogram.counts[at] = (histogram.counts[at] ?? 0) + 1;
      histogram.sum += value;
      series.set(labels, histogram);
    },
    render: (gauges) => render({ counters, histograms, gauges }),
    save: () => {
      const saved = { counters: copyCounters(counters), histograms: copyHistograms(histograms) };
      return () => {
        counters = copyCounters(saved.counters);
        histograms = copyHistograms(saved.histograms);
      };
    },
  };
}

function seriesOf<T>(all: Map<string, Map<string, T>>, name: string): Map<string, T> {
  const known = all.get(name);
  if (known) return known;
  const series = new Map<string, T>();
  all.set(name, series);
  return series;
}

function copyCounters(all: Counters): Counters {
  return new Map([...all].map(([name, series]) => [name, new Map(series)]));
}

function copyHistograms(all: Histograms): Histograms {
  return new Map(
    [...all].map(([name, series]) => [
      name,
      new Map(
        [...series].map(([labels, { counts, sum }]) => [labels, { counts: [...counts], sum }]),
      ),
    ]),
  );
}

interface State {
  readonly counters: Counters;
  readonly histograms: Histograms;
  readonly gauges: readonly Gauge[];
}

function render({ counters, histograms, gauges }: State): string {
  const parts = Object.entries(families).flatMap(([name, family]) => {
    const lines =
      family.type === 'histogram'
        ? [...(histograms.get(name) ?? [])].flatMap(([labels, histogram]) =>
            histogramLines(name, family, labels, histogram),
          )
        : [
            ...[...(counters.get(name) ?? [])].map(([labels, value]) =>
              line(name, family, labels, value),
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
  { counts, sum }: Histogram,
): readonly string[] {
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
