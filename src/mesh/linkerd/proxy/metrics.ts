import type { Restore } from '#cluster/clock/clock.ts';
import { type CounterName, families, type HistogramName } from './metric-families.ts';
import {
  counterLines,
  type Gauge,
  histogramLines,
  type Labels,
  labelsOf,
  type Lines,
  renderFamilies,
  together,
} from './metrics-text.ts';

/** What a proxy counts. Labels are texts as they are printed, `a="1",b="2"`; whoever counts often keeps the series. */
export interface Metrics {
  counter: (name: CounterName, labels: string) => Counter;
  histogram: (name: HistogramName, labels: string) => Histogram;
  count: (name: CounterName, labels: string, by?: number) => void;
  observe: (name: HistogramName, labels: string, value: number) => void;
  /** Prometheus' text format. */
  render: (gauges: readonly Gauge[]) => Lines;
  save: () => Restore;
}

/** Most series stand still from one scrape to the next: what they print is kept until something is counted. */
abstract class Series {
  protected readonly labels: Labels;
  private readonly onChange: () => void;
  private printed: Lines | undefined;

  constructor(labels: string, onChange: () => void) {
    this.labels = labelsOf(labels);
    this.onChange = onChange;
  }

  /** Nothing when nothing was counted of it. */
  lines(): Lines {
    this.printed ??= this.print();
    return this.printed;
  }

  protected change(): void {
    if (!this.printed) return;
    this.printed = undefined;
    this.onChange();
  }

  protected abstract print(): Lines;
  /** As if nothing had been counted. */
  abstract clear(): void;
  abstract save(): Restore;
}

export class Counter extends Series {
  private readonly name: CounterName;
  private value: number | undefined;

  constructor(name: CounterName, labels: string, onChange: () => void) {
    super(labels, onChange);
    this.name = name;
  }

  add(by = 1): void {
    this.set((this.value ?? 0) + by);
  }

  clear(): void {
    this.set(undefined);
  }

  save(): Restore {
    const { value } = this;
    return () => this.set(value);
  }

  protected print(): Lines {
    return counterLines(this.name, this.labels, this.value);
  }

  private set(value: number | undefined): void {
    this.value = value;
    this.change();
  }
}

export class Histogram extends Series {
  private readonly name: HistogramName;
  private counts: number[] = [];
  private sum = 0;

  constructor(name: HistogramName, labels: string, onChange: () => void) {
    super(labels, onChange);
    this.name = name;
  }

  observe(value: number): void {
    const { bounds = [] } = families[this.name];
    if (this.counts.length === 0) this.counts = Array<number>(bounds.length + 1).fill(0);
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
    this.change();
  }

  clear(): void {
    this.set([], 0);
  }

  save(): Restore {
    const { counts, sum } = this;
    const saved = [...counts];
    return () => this.set([...saved], sum);
  }

  protected print(): Lines {
    const { counts, sum } = this;
    return histogramLines(this.name, this.labels, { counts, sum });
  }

  private set(counts: number[], sum: number): void {
    this.counts = counts;
    this.sum = sum;
    this.change();
  }
}

/** The series of one metric. */
class SeriesOf<T extends Series> {
  private readonly byLabels = new Map<string, T>();
  private printed: Lines | undefined;
  private readonly change = (): void => {
    this.printed = undefined;
  };

  find(labels: string, make: (onChange: () => void) => T): T {
    const found = this.byLabels.get(labels);
    if (found) return found;
    const made = make(this.change);
    this.byLabels.set(labels, made);
    this.change();
    return made;
  }

  /** The real ones come in any order; here the same counts are always the same text. */
  lines(): Lines {
    this.printed ??= together(
      [...this.byLabels]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, series]) => series.lines()),
    );
    return this.printed;
  }

  all(): Iterable<T> {
    return this.byLabels.values();
  }
}

export function createMetrics(): Metrics {
  const counters = new Map<string, SeriesOf<Counter>>();
  const histograms = new Map<string, SeriesOf<Histogram>>();
  const all = (): readonly Series[] =>
    [...counters.values(), ...histograms.values()].flatMap((series) => [...series.all()]);
  const counter = (name: CounterName, labels: string): Counter =>
    ofName(counters, name).find(labels, (onChange) => new Counter(name, labels, onChange));
  const histogram = (name: HistogramName, labels: string): Histogram =>
    ofName(histograms, name).find(labels, (onChange) => new Histogram(name, labels, onChange));
  return {
    counter,
    histogram,
    count: (name, labels, by) => counter(name, labels).add(by),
    observe: (name, labels, value) => histogram(name, labels).observe(value),
    render: (gauges) =>
      renderFamilies((name) => (counters.get(name) ?? histograms.get(name))?.lines(), gauges),
    save: () => {
      const restores = all().map((series) => series.save());
      return () => {
        // What has come since is there no more; whoever keeps it counts from nothing.
        for (const series of all()) series.clear();
        for (const restore of restores) restore();
      };
    },
  };
}

function ofName<T extends Series>(all: Map<string, SeriesOf<T>>, name: string): SeriesOf<T> {
  const found = all.get(name) ?? new SeriesOf<T>();
  all.set(name, found);
  return found;
}
