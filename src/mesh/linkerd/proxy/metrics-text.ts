import { byteLength } from '#cluster/network/headers.ts';
import { families, type Family, type HistogramName } from './metric-families.ts';

/** A line of a metric that is not counted but looked up: a gauge. */
export interface Gauge {
  readonly family: string;
  readonly labels: string;
  readonly value: number | string;
}

/** Whole lines in Prometheus' text format. Pages are long: how many bytes they are in UTF-8 is known without reading them. */
export interface Lines {
  readonly text: string;
  readonly bytes: number;
}

const none: Lines = { text: '', bytes: 0 };

/** Grown and not joined: an engine copies such a text when it is first read, and most pages of metrics never are. */
export function together(parts: readonly Lines[]): Lines {
  let { text, bytes } = none;
  for (const part of parts) {
    text += part.text;
    bytes += part.bytes;
  }
  return { text, bytes };
}

/** A page: of each metric what its series print, and its gauges. */
export function renderFamilies(
  seriesOf: (name: string) => Lines | undefined,
  gauges: readonly Gauge[],
): Lines {
  const measured = Map.groupBy(gauges, ({ family }) => family);
  const parts = heads.flatMap(({ name, family, head }) => {
    const counted = seriesOf(name);
    const lines = [
      ...(counted && counted.bytes > 0 ? [counted] : []),
      ...(measured.get(name) ?? []).map((gauge) => linesOf(line(name, family, gauge))),
    ];
    return lines.length === 0 ? [] : [head, ...lines];
  });
  return together(parts);
}

const heads = Object.entries<Family>(families).map(([name, family]) => ({
  name,
  family,
  head: linesOf(`# HELP ${name} ${family.help}\n# TYPE ${name} ${family.type}\n`),
}));

function linesOf(text: string): Lines {
  return { text, bytes: byteLength(text) };
}

/** Labels of a series as they are printed, and how many bytes more than characters they are. */
export interface Labels {
  readonly text: string;
  readonly more: number;
}

export function labelsOf(text: string): Labels {
  return { text, more: byteLength(text) - text.length };
}

export function counterLines(
  name: keyof typeof families,
  labels: Labels,
  value: number | undefined,
): Lines {
  if (value === undefined) return none;
  const text = line(name, families[name], { labels: labels.text, value });
  return { text, bytes: text.length + labels.more };
}

/** Families of prometheus-client print `_total` after a counter's name, and `le` before the other labels. */
function line(
  name: string,
  { type, isOpenMetrics }: Family,
  { labels, value }: Pick<Gauge, 'labels' | 'value'>,
): string {
  const full = isOpenMetrics === true && type === 'counter' ? `${name}_total` : name;
  return labels === '' ? `${full} ${value}\n` : `${full}{${labels}} ${value}\n`;
}

export function histogramLines(
  name: HistogramName,
  { text: labels, more }: Labels,
  { counts, sum }: { readonly counts: readonly number[]; readonly sum: number },
): Lines {
  if (counts.length === 0) return none;
  const { bounds = [], isOpenMetrics: isOpen }: Family = families[name];
  const isOpenMetrics = isOpen === true;
  const [start, end] = isOpenMetrics ? ['', `,${labels}`] : [`${labels},`, ''];
  // One text in all lines, and joined: it is copied once, not with each of them.
  const head = [name, '_bucket{', start, 'le="'].join('');
  const tail = ['"', end, '} '].join('');
  let [text, total] = ['', 0];
  for (const [at, count] of counts.entries()) {
    total += count;
    text += head + (boundText(bounds[at], isOpenMetrics) + tail + `${total}\n`);
  }
  const sumLine = `${name}_sum{${labels}} ${isOpenMetrics ? decimal(sum) : Math.round(sum)}\n`;
  const countLine = `${name}_count{${labels}} ${total}\n`;
  text = isOpenMetrics ? sumLine + countLine + text : text + countLine + sumLine;
  return { text, bytes: text.length + more * (counts.length + 2) };
}

function boundText(bound: number | undefined, isOpenMetrics: boolean): string {
  if (bound === undefined) return '+Inf';
  return isOpenMetrics ? decimal(bound) : String(bound);
}

/** As Rust prints a f64: always with a point. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
