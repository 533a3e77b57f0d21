import type {
  LabelSet,
  Layout,
  Page,
  Series,
  Windows,
} from '#mesh/linkerd/viz/prometheus/series.ts';
import type { Matcher, Selector } from './expression.ts';
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
    for (const place of placesOf(page.layout, selector)) {
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
  return windows.flatMap((pages) =>
    gathered(
      pages.filter((page) => page.time >= from && page.time <= to),
      selector,
      wants,
    ),
  );
}

/** The series of one target, put together from its pages. What is wanted is looked for once in the pages of one layout. */
function gathered(
  pages: readonly Page[],
  selector: Selector,
  wants: (series: Series) => boolean,
): readonly Points[] {
  // By their keys: those of a page before a restart of ours are other objects.
  const found = new Map<string, Found>();
  let layout: Layout | undefined;
  let wanted: readonly Wanted[] = [];
  for (const page of pages) {
    if (page.layout !== layout) {
      layout = page.layout;
      wanted = wantedIn(layout, selector, wants, found);
    }
    for (const { place, points } of wanted)
      points.push({ time: page.time, value: page.values[place] ?? Number.NaN });
  }
  return [...found.values()];
}

interface Found extends Points {
  readonly points: Point[];
}

interface Wanted {
  readonly place: number;
  readonly points: Point[];
}

function wantedIn(
  layout: Layout,
  selector: Selector,
  wants: (series: Series) => boolean,
  found: Map<string, Found>,
): readonly Wanted[] {
  const wanted: Wanted[] = [];
  for (const place of placesOf(layout, selector)) {
    const series = layout.series[place];
    const key = layout.keys[place];
    if (!series || key === undefined || !wants(series)) continue;
    const one = found.get(key) ?? { labels: series.labels, points: [] };
    found.set(key, one);
    wanted.push({ place, points: one.points });
  }
  return wanted;
}

function placesOf(layout: Layout, { name }: Selector): Iterable<number> {
  return name === undefined ? layout.series.keys() : (layout.byName.get(name) ?? []);
}

/** Most series are not wanted because of their target: then their own labels are not read. */
function matcherOf({ matchers }: Selector): (series: Series) => boolean {
  return (series) => {
    const { name, target } = series;
    const mayBe = ({ label, accepts }: Matcher) => {
      const value = label === nameLabel ? name : target.get(label);
      return value === undefined || accepts(value);
    };
    const is = ({ label, accepts }: Matcher) =>
      label === nameLabel || accepts(series.labels.get(label) ?? '');
    return matchers.every(mayBe) && matchers.every(is);
  };
}

function named({ name, labels }: Series): LabelSet {
  return new Map([[nameLabel, name], ...labels]);
}
