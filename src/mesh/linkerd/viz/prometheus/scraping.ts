import type { Outcome } from '#cluster/network/http.ts';
import { createReader } from './exposition.ts';
import { type Layout, layoutOf, type Page, type Series } from './series.ts';
import type { Target } from './targets.ts';

/** Makes pages of what a target answers. */
export interface Scraping {
  page: (time: number, outcome: Outcome) => Page;
}

/** What each scrape tells of itself. */
const reports = ['scrape_duration_seconds', 'scrape_samples_scraped', 'up'] as const;

type Contents = Pick<Page, 'layout' | 'values'>;

/** Pages of one target, with the series that tell how its scrape went. */
export function createScraping({ labels }: Target): Scraping {
  const reader = createReader(labels);
  const own = reports.map((name): Series => ({ name, labels, target: labels }));
  const failed = layoutOf(own, reports);
  let read: Layout = failed;
  let layout: Layout = failed;
  const contentsOf = (outcome: Outcome): Contents => {
    const seconds = outcome.elapsed / 1000;
    const found =
      outcome.type === 'response' && outcome.response.status === 200
        ? reader.read(outcome.response.body)
        : undefined;
    if (!found) return { layout: failed, values: Float64Array.of(seconds, 0, 0) };
    if (found.layout !== read) {
      read = found.layout;
      layout = layoutOf([...read.series, ...own], [...read.keys, ...reports]);
    }
    const values = new Float64Array(layout.series.length);
    values.set(found.values);
    values.set([seconds, found.values.length, 1], found.values.length);
    return { layout, values };
  };
  return { page: (time, outcome) => new Scraped(time, () => contentsOf(outcome)) };
}

/** Read when a query first looks at it: most pages are never asked for. The text is not held any longer then. */
class Scraped implements Page {
  readonly time: number;
  private contents: Contents | (() => Contents);

  constructor(time: number, read: () => Contents) {
    this.time = time;
    this.contents = read;
  }

  get layout(): Layout {
    return this.open().layout;
  }

  get values(): Float64Array {
    return this.open().values;
  }

  private open(): Contents {
    if (typeof this.contents === 'function') this.contents = this.contents();
    return this.contents;
  }
}
