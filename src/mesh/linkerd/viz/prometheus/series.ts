/** Labels of a series or of a target, without its name. */
export type LabelSet = ReadonlyMap<string, string>;

/** What is measured over and over. One object for as long as its target is known. */
export interface Series {
  readonly name: string;
  readonly labels: LabelSet;
  /** Those of them that its target gives, known before the others are read. */
  readonly target: LabelSet;
}

/** What one scrape brought: the value of each series, in the order of the page. */
export interface Page {
  readonly time: number;
  readonly layout: Layout;
  readonly values: Float64Array;
}

/** The series of a page, shared by all pages that have the same. */
export interface Layout {
  readonly series: readonly Series[];
  /** Where they stand in the text: `response_total{direction="inbound"}`. */
  readonly keys: readonly string[];
  /** Places by name. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
}

export function layoutOf(series: readonly Series[], keys: readonly string[]): Layout {
  const byName = new Map<string, number[]>();
  series.forEach(({ name }, place) => {
    const places = byName.get(name);
    if (places) places.push(place);
    else byName.set(name, [place]);
  });
  return { series, keys, byName };
}

/** Nothing is there any more: every series of its target is stale from that time on. */
export const nothing: Layout = layoutOf([], []);

/** The pages of each target, the oldest first. */
export type Windows = readonly (readonly Page[])[];
