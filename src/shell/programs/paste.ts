import type { Program } from '#process/program.ts';
import { complain, linesOf, openFile, parseOptions } from './arguments.ts';

export const paste: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'sd:z',
    long: { serial: 's', 'delimiters:': 'd' },
  });
  if (!options) return 1;
  const delimiters = (options.values.get('d') ?? '\t')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t');
  const columns: string[][] = [];
  for (const name of options.rest.length > 0 ? options.rest : ['-']) {
    const source = openFile(process, name);
    if (typeof source === 'string') return complain(process, `${name}: ${source}`);
    const lines: string[] = [];
    for await (const line of linesOf(source.bytes)) lines.push(line.replace(/\n$/u, ''));
    columns.push(lines);
  }
  if (options.rest.filter((name) => name === '-').length > 1) spread(columns, options.rest);
  const join = (words: readonly string[]): string =>
    words.reduce(
      (text, word, i) =>
        i === 0 ? word : text + delimiters.charAt((i - 1) % Math.max(1, delimiters.length)) + word,
      '',
    );
  const rows = options.has('s')
    ? columns
    : Array.from({ length: Math.max(0, ...columns.map(({ length }) => length)) }, (_, row) =>
        columns.map((column) => column[row] ?? ''),
      );
  await process.stdout.write(rows.map((row) => `${join(row)}\n`).join(''));
  return 0;
};

/** `paste - -`: the lines of one input, dealt to the columns in turn. */
function spread(columns: string[][], names: readonly string[]): void {
  const all = columns.flat();
  const dashes = names.flatMap((name, i) => (name === '-' ? [i] : []));
  dashes.forEach((column, nth) => {
    columns[column] = all.filter((_, i) => i % dashes.length === nth);
  });
}
