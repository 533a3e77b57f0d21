import type { JsonObject } from '#cluster/api/object.ts';
import { at, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { TabWriter } from '#commands/kubectl/printers/tab-writer.ts';

/** A description as it is written: lines of tab-separated cells, two spaces a level. */
export class Sheet {
  readonly #writer: Pick<TabWriter, 'write' | 'flush'>;
  #text = '';

  constructor(writer: Pick<TabWriter, 'write' | 'flush'> = new TabWriter()) {
    this.#writer = writer;
  }

  write(text: string): void {
    this.#writer.write(text);
  }

  line(level: number, text: string): void {
    this.write(`${'  '.repeat(level)}${text}\n`);
  }

  /** Columns begin anew below. */
  flush(): void {
    this.#text += this.#writer.flush();
  }

  toString(): string {
    this.flush();
    return this.#text;
  }

  /** `Label:path|Label?:path`: a line for each; `?` leaves out what is absent or empty, `!` what is absent. */
  fields(object: unknown, spec: string, level = 0): void {
    for (const part of spec.split('|')) {
      const [, label = '', mark, path = ''] = /^([^:]*?)([?!])?:(.*)$/.exec(part) ?? [];
      const value = at(object, path);
      if (mark !== undefined && (value === undefined || value === null)) continue;
      const text = textAt(object, path);
      if (mark !== '?' || text !== '') this.line(level, `${label}:\t${text}`);
    }
  }

  /** `Labels:` and the like, a pair a line. */
  labels(title: string, labels: JsonObject, indent = ''): void {
    this.#pairs(
      `${indent}${title}`,
      sortedKeys(labels).map((key) => `${key}=${textOf(labels[key])}`),
      indent,
    );
  }

  /** A title, and its lines one below the other. */
  lines(title: string, lines: readonly string[]): void {
    this.#pairs(title, lines, '');
  }

  #pairs(title: string, lines: readonly string[], indent: string): void {
    const [first = '<none>', ...rest] = lines;
    this.write(`${title}:\t${first}\n`);
    for (const line of rest) this.write(`${indent}\t${line}\n`);
  }

  annotations(title: string, annotations: JsonObject): void {
    const lines = sortedKeys(annotations)
      .filter((key) => key !== 'kubectl.kubernetes.io/last-applied-configuration')
      .flatMap((key) => annotationLines(key, textOf(annotations[key]).replace(/\n$/, '')));
    const [first = '<none>', ...rest] = lines;
    this.write(`${title}:\t${first}\n`);
    for (const line of rest) this.write(`\t${line}\n`);
  }

  /** Name, namespace, labels and annotations: how most begin. */
  head(object: JsonObject, { namespaced = true } = {}): void {
    this.fields(
      object,
      namespaced ? 'Name:metadata.name|Namespace:metadata.namespace' : 'Name:metadata.name',
    );
    this.meta(object);
  }

  meta(object: JsonObject): void {
    this.labels('Labels', recordAt(object, 'metadata.labels'));
    this.annotations('Annotations', recordAt(object, 'metadata.annotations'));
  }

  /** Headers, dashes under them (as many, or as given), and rows. */
  table(
    level: number,
    headers: string,
    rows: readonly (readonly string[])[],
    dashes = headers.replaceAll(/[^\t]/g, '-'),
  ): void {
    this.line(level, headers);
    if (dashes !== '') this.line(level, dashes);
    for (const row of rows) this.line(level, row.join('\t'));
  }
}

const longest = 140;

function annotationLines(key: string, value: string): string[] {
  if (byteLength(value) + key.length + 2 <= longest && !value.includes('\n'))
    return [`${key}: ${value}`];
  return [
    `${key}:`,
    ...value
      .split('\n')
      .map((line) => `  ${line.length > longest - 2 ? `${line.slice(0, longest - 2)}...` : line}`),
  ];
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** RFC 1123 with a numeric zone, in UTC; an absent time is Go's zero. */
export function longTime(timestamp: string): string {
  if (timestamp === '') return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(timestamp);
  const two = (number: number) => String(number).padStart(2, '0');
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} +0000`;
}
