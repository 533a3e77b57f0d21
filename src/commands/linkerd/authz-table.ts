/** cli/table/table.go, of the columns that `linkerd authz` has: left-aligned, two spaces after each. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ width }, at) =>
    Math.max(width, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  return [columns.map(({ title }) => title), ...rows]
    .map((row) => row.map((cell, at) => `${cell.padEnd(widths[at] ?? 0)}  `).join(''))
    .map((line) => `${line}\n`)
    .join('');
}

const columns = [
  { title: 'ROUTE', width: 6 },
  { title: 'SERVER', width: 6 },
  { title: 'AUTHORIZATION_POLICY', width: 21 },
  { title: 'SERVER_AUTHORIZATION', width: 21 },
] as const;
