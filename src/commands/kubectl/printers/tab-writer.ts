/** Go's text/tabwriter, as kubectl uses it: cells end with a tab, a column is as wide as its widest cell, padded with spaces. */
export class TabWriter {
  readonly #minimum: number;
  readonly #padding: number;
  readonly #remembers: boolean;
  #text = '';
  #remembered: number[] = [];

  constructor({ minimum = 0, padding = 2, remembers = false } = {}) {
    this.#minimum = minimum;
    this.#padding = padding;
    this.#remembers = remembers;
  }

  write(text: string): void {
    this.#text += text;
  }

  /** Columns begin anew. */
  forgetWidths(): void {
    this.#remembered = [];
  }

  /** What was written since, aligned. */
  flush(): string {
    const lines = this.#text.split('\n').map((line) => line.split('\t'));
    this.#text = '';
    const widths = lines.map((): number[] => []);
    this.#measure(lines, widths, { column: 0, from: 0, to: lines.length });
    return lines.map((cells, at) => renderLine(cells, widths[at] ?? [])).join('\n');
  }

  /** A column block is a run of lines that have a cell there; blocks nest to the right. */
  #measure(
    lines: readonly string[][],
    widths: number[][],
    { column, from, to }: { column: number; from: number; to: number },
  ): void {
    const hasCell = (at: number) => column < (lines[at]?.length ?? 0) - 1;
    for (let start = from; start < to; start++) {
      if (!hasCell(start)) continue;
      let end = start;
      let width = this.#minimum;
      for (; end < to && hasCell(end); end++)
        width = Math.max(width, lengthOf(lines[end]?.[column] ?? '') + this.#padding);
      if (this.#remembers) {
        width = Math.max(width, this.#remembered[column] ?? 0);
        this.#remembered[column] = width;
      }
      for (let at = start; at < end; at++) (widths[at] ??= []).push(width);
      this.#measure(lines, widths, { column: column + 1, from: start, to: end });
      start = end;
    }
  }
}

function renderLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => {
      const width = widths[column];
      return width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - lengthOf(cell)));
    })
    .join('');
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Rows of cells, as the tables of kubectl's own commands: three spaces between, six columns at least. */
export function printRows(rows: readonly (readonly string[])[]): string {
  const writer = new TabWriter({ minimum: 6, padding: 3 });
  for (const row of rows) writer.write(`${row.join('\t')}\n`);
  return writer.flush();
}
