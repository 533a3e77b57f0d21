import type { LabelSet, Page, Series, Windows } from '#mesh/linkerd/viz/prometheus/series.ts';
import type { Selector } from './expression.ts';
import { nameLabel, type Point, type Points, type Sample } from './value.ts';

/** How long a series that is not scraped any more is still there (`--query.lookback-delta`). */
const lookbackMs = 5 * 60_000;

/** The last value of each series, unless it is stale: a page tells what there is of its target. */
export function instant(windows: Windows, selector: Selector, time: number): readonly Sample[] {
  const at = time - selector.offsetMs;
  const wants = matcherOf(selector);
  const samples: Sample[] = [];
  for (const pages of windows) {
    const page = pages.findLast((one) => one.time <= at);
    if (!page || page.time <= at - lookbackMs) continue;
    for (const place of placesOf(page, selector)) {
      const series = page.layout.series[place];
      if (series && wants(series))
        samples.push({ labels: named(series), value: page.values[place] ?? Number.NaN });
    }
  }
  return samples;
}

/** All values in a range, both ends in it. */
export function range(windows: Windows, selector: Selector, time: number): readonly Points[] {
  const to = time - selector.offsetMs;
  const from = to - (selector.rangeMs ?? 0);
  const wants = matcherOf(selector);
  const found: Points[] = [];
  for (const pages of windows) {
    // By their keys: those of a page before a restart of ours are other objects.
    const own = new Map<string, Found | undefined>();
    for (const page of pages) {
      if (page.time < from || page.time > to) continue;
      for (const place of placesOf(page, selector)) {
        const series = page.layout.series[place];
        const key = page.layout.keys[place];
        if (!series || key === undefined) continue;
        if (!own.has(key))
          own.set(key, wants(series) ? { labels: series.labels, points: [] } : undefined);
        own.get(key)?.points.push({ time: page.time, value: page.values[place] ?? Number.NaN });
      }
    }
    for (const one of own.values()) if (one) found.push(one);
  }
  return found;
}

interface Found extends Points {
  readonly points: Point[];
}

function placesOf({ layout }: Page, { name }: Selector): Iterable<number> {
  return name === undefined ? layout.series.keys() : (layout.byName.get(name) ?? []);
}

function matcherOf({ matchers }: Selector): (series: Series) => boolean {
  return ({ name, labels }) =>
    matchers.every(({ label, accepts }) =>
      accepts(label === nameLabel ? name : (labels.get(label) ?? '')),
    );
}

function named({ name, labels }: Series): LabelSet {
  return new Map([[nameLabel, name], ...labels]);
}
