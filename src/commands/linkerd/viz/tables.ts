/** Go's text/tabwriter with AlignRight and three spaces before each column, those of the first one stripped (viz/cmd/stat.go: renderStats). */
export function rightTable(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  return rows
    .map((row) => `${row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('   ')}\n`)
    .join('');
}

interface Column {
  readonly title: string;
  readonly isLeft?: boolean;
}

/** cli/table/table.go (edge-26.6.3): two spaces after each column; a line of dashes goes on to the next cell. */
export function cliTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = widthsOf(all);
  const cell = (row: readonly string[], at: number): string => {
    const text = row[at] ?? '';
    const width = widths[at] ?? 0;
    const goesOn = text.endsWith('─') && row[at + 1]?.startsWith('─') === true;
    const spacing = goesOn ? '──' : '  ';
    if (text.startsWith('─')) return text.padStart(width, '─') + spacing;
    if (text.endsWith('─')) return text.padEnd(width, '─') + spacing;
    return (columns[at]?.isLeft ? text.padEnd(width) : text.padStart(width)) + spacing;
  };
  return all.map((row) => `${columns.map((_, at) => cell(row, at)).join('')}\n`).join('');
}

/** By the columns named, in order. */
export function sortedBy(
  rows: readonly (readonly string[])[],
  columns: readonly number[],
): readonly (readonly string[])[] {
  return rows.toSorted((a, b) => {
    for (const at of columns) {
      const [one = '', other = ''] = [a[at], b[at]];
      if (one !== other) return one < other ? -1 : 1;
    }
    return 0;
  });
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return widths;
}
