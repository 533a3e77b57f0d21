import { type LabelSet, type Layout, layoutOf, type Series } from './series.ts';

/** What a scrape of a target gave, its series named once for as long as it is known. */
export interface Reader {
  /** Undefined when the text is no page of metrics. */
  read: (text: string) => { readonly layout: Layout; readonly values: Float64Array } | undefined;
}

/**
 * Reads pages of one target in Prometheus' text format (prometheus/common: expfmt). A page has nearly always the series of the
 * one before, in the same order: then nothing is read but the numbers.
 */
export function createReader(labels: LabelSet): Reader {
  const known = new Map<string, Series>();
  let layout = layoutOf([], []);
  return {
    read: (text) => {
      const values = sameLayout(text, layout);
      if (values) return { layout, values };
      const page = readAll(text, labels, known);
      if (!page) return undefined;
      layout = page.layout;
      return page;
    },
  };
}

function sameLayout(text: string, { keys }: Layout): Float64Array | undefined {
  const values = new Float64Array(keys.length);
  let place = 0;
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at);
    if (isSample(text, at, end)) {
      const key = keys[place];
      if (key === undefined) return undefined;
      const space = at + key.length;
      // Slices are compared as blocks of memory, a tenth of what startsWith takes.
      if (text.charCodeAt(space) !== 32 || text.slice(at, space) !== key) return undefined;
      values[place] = numberOf(text.slice(space + 1, end));
      place += 1;
    }
    at = end + 1;
  }
  return place === keys.length ? values : undefined;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Neither empty nor a comment. */
function isSample(text: string, at: number, end: number): boolean {
  return end > at && text.charCodeAt(at) !== 35;
}

function readAll(text: string, labels: LabelSet, known: Map<string, Series>) {
  const series: Series[] = [];
  const keys: string[] = [];
  const values: number[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at);
    if (isSample(text, at, end)) {
      const key = keyAt(text, at, end);
      if (key === undefined) return undefined;
      const one = known.get(key) ?? new Named(key, labels);
      known.set(key, one);
      keys.push(key);
      series.push(one);
      values.push(numberOf(text.slice(at + key.length + 1, end)));
    }
    at = end + 1;
  }
  return { layout: layoutOf(series, keys), values: Float64Array.from(values) };
}

/**
 * The name and the labels at the beginning of a line. They are nearly always all that stands before its last space: then they
 * end with a brace, or there is no other space.
 */
function keyAt(text: string, at: number, end: number): string | undefined {
  const line = text.slice(at, end);
  const key = line.slice(0, Math.max(0, line.lastIndexOf(' ')));
  if (/^[a-zA-Z_:]/.test(key) && (key.endsWith('"}') || !key.includes(' '))) return key;
  return /^[a-zA-Z_:][\w:]*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?(?= )/.exec(line)?.[0];
}

/** A series of a target, by its key. Queries look at the labels of those alone whose names they ask for. */
class Named implements Series {
  readonly name: string;
  readonly target: LabelSet;
  private readonly key: string;
  private read: LabelSet | undefined;

  constructor(key: string, target: LabelSet) {
    const brace = key.indexOf('{');
    this.name = brace < 0 ? key : key.slice(0, brace);
    this.key = key;
    this.target = target;
  }

  get labels(): LabelSet {
    this.read ??= labelsIn(this.key, this.target);
    return this.read;
  }
}

function labelsIn(key: string, target: LabelSet): LabelSet {
  const labels = new Map(target);
  for (const [label, value] of pairsIn(key)) {
    // A target's own labels win: honor_labels is false.
    const own = target.has(label) ? `exported_${label}` : label;
    if (value !== '') labels.set(own, unescaped(value));
  }
  return labels;
}

type Pair = readonly [label: string, value: string];

function pairsIn(key: string): readonly Pair[] {
  if (key.includes('\\'))
    return Array.from(
      key.matchAll(/([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g),
      ([, label = '', value = '']) => [label, value],
    );
  // Without escapes, a quote can only be one around a value.
  const [head = '', ...parts] = key.slice(key.indexOf('{') + 1).split('"');
  const pairs: Pair[] = [];
  let label = head;
  for (let at = 1; at < parts.length; at += 2) {
    pairs.push([label.replace(/[\s,=]+/g, ''), parts[at - 1] ?? '']);
    label = parts[at] ?? '';
  }
  return pairs;
}

function unescaped(value: string): string {
  return value.includes('\\')
    ? value.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
    : value;
}

/** A value, maybe with a time behind it. */
function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  const [word = ''] = text.trim().split(' ');
  if (word === '+Inf') return Number.POSITIVE_INFINITY;
  if (word === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(word);
}
