import type { Process, Program } from '#process/program.ts';
import { complain, linesOf, openFile } from './arguments.ts';
import { notSimulated, readCommandLine, type CommandLine } from './command-line.ts';

const long = {
  columns: 'c',
  fillrows: 'x',
  json: 'J',
  'keep-empty-lines': 'L',
  'output-separator:': 'o',
  'output-width:': 'c',
  'separator:': 's',
  table: 't',
  'table-columns:': 'N',
  'table-columns-limit:': 'l',
  'table-hide:': 'H',
  'table-name:': 'n',
  'table-noextreme:': 'E',
  'table-noheadings': 'd',
  'table-order:': 'O',
  'table-right:': 'R',
  'table-truncate:': 'T',
  'table-wrap:': 'W',
  'table-empty-lines': 'L',
  'table-header-repeat': 'e',
  'tree:': 'r',
  'tree-id:': 'i',
  'tree-parent:': 'p',
};

const notHere = ['H', 'O', 'T', 'W', 'E', 'J', 'r', 'i', 'p', 'n', 'e'];

/** column of util-linux 2.38: widths are known at the end, so it writes nothing before. */
export const column: Program = async (process) => {
  const line = await readCommandLine(process, {
    letters: 'tN:l:dR:s:o:Lxc:en:O:H:T:W:E:Jr:i:p:',
    long,
  });
  if ('status' in line) return line.status;
  const odd = notHere.find((letter) => line.has(letter));
  if (odd !== undefined) return notSimulated(process, `column -${odd}`);
  const wrong = misuseOf(line);
  if (wrong !== undefined) return complain(process, wrong);
  let status = 0;
  const lines: string[] = [];
  for (const name of line.rest.length > 0 ? line.rest : ['-']) {
    const source = openFile(process, name);
    if (typeof source === 'string') {
      const isFolder = source === 'Is a directory';
      status = await complain(process, isFolder ? `read failed: ${source}` : `${name}: ${source}`);
      if (isFolder) return 1;
    } else for await (const ended of linesOf(source.bytes)) lines.push(ended.replace(/\n$/u, ''));
  }
  const filled = lines.map((text) => (/\S/u.test(text) ? text : ''));
  const kept = line.has('L') ? filled : filled.filter((text) => text !== '');
  if (line.has('t')) return (await writeTable(process, line, kept)) || status;
  const { columns } = process.stdout;
  const width = Number(line.last('c') ?? columns ?? (process.env.get('COLUMNS') || 80));
  await process.stdout.write(inColumns(kept, width || 80, line.has('x')));
  return status;
};

function misuseOf(line: CommandLine): string | undefined {
  if (line.has('t') && line.has('x')) return 'mutually exclusive arguments: --table --fillrows';
  const width = line.last('c');
  if (width !== undefined && !/^\d+$/u.test(width)) return `invalid columns argument: '${width}'`;
  const limit = line.last('l');
  if (limit !== undefined && !/^\d+$/u.test(limit))
    return `invalid columns limit argument: '${limit}'`;
  if (limit !== undefined && Number(limit) === 0) return 'columns limit must be greater than zero';
  if (!line.has('t') && line.has('N', 'R', 'l', 'd'))
    return 'option --table required for all --table-*';
  return undefined;
}

async function writeTable(
  process: Process,
  line: CommandLine,
  lines: readonly string[],
): Promise<number> {
  const limit = Number(line.last('l') ?? Infinity);
  const separators = line.last('s');
  const rows = lines.map((text) => cellsOf(text, separators, limit));
  if (rows.length === 0) return 0;
  const names = line.last('N')?.split(',');
  const count = Math.max(names?.length ?? 0, ...rows.map((row) => row.length));
  if (count === 0) return 1;
  const right = new Set<number>();
  for (const name of (line.last('R') ?? '').split(',').filter((one) => one !== '')) {
    const place = names?.includes(name) === true ? names.indexOf(name) : Number(name) - 1;
    if (Number.isNaN(place)) return complain(process, `undefined column name '${name}'`);
    right.add(place);
  }
  const all = names && !line.has('d') ? [names, ...rows] : rows;
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(...all.map((row) => widthOf(row[i] ?? ''))),
  );
  const text = all.map((row) => {
    const cells = widths.map((width, i) => {
      const cell = row[i] ?? '';
      const blanks = ' '.repeat(width - widthOf(cell));
      const isLast = i === count - 1;
      if (right.has(i)) return isLast && cell === '' ? '' : blanks + cell;
      return isLast ? cell : cell + blanks;
    });
    return `${cells.join(line.last('o') ?? '  ')}\n`;
  });
  await process.stdout.write(text.join(''));
  return 0;
}

/** Blanks separate together, other letters each for itself; the last column that is allowed takes all that is left. */
function cellsOf(text: string, separators: string | undefined, limit: number): string[] {
  if (text === '') return [];
  if (separators === '' || limit === 1) return [text];
  const isGreedy = separators === undefined;
  const cells: string[] = [];
  let rest = Array.from(isGreedy ? text.replace(/^[ \t]+/u, '') : text);
  while (cells.length < limit - 1) {
    const at = rest.findIndex((letter) => (separators ?? ' \t').includes(letter));
    if (at < 0) break;
    cells.push(rest.slice(0, at).join(''));
    rest = rest.slice(at + 1);
    if (isGreedy && cells.length < limit - 1)
      rest = Array.from(rest.join('').replace(/^[ \t]+/u, ''));
  }
  const isOver = rest.length === 0 && (isGreedy || cells.length === limit - 1);
  return isOver ? cells : [...cells, rest.join('')];
}

const tab = 8;

/** The next tab stop after a column. */
const stopAfter = (at: number): number => Math.floor(at / tab) * tab + tab;

/** Down, then across (or the other way round), with tabs between. */
function inColumns(lines: readonly string[], width: number, isAcross: boolean): string {
  const longest = Math.max(0, ...lines.map(widthOf));
  if (longest >= width) return lines.map((text) => `${text}\n`).join('');
  const size = stopAfter(longest);
  // Where not one fits with its tab, the real one never ends a row that it fills across.
  const count = Math.floor(width / size) || (isAcross ? lines.length : 1);
  const rows = Math.ceil(lines.length / count);
  const at = (row: number, place: number): number =>
    isAcross ? row * count + place : place * rows + row;
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: count }, (__, place) => lines[at(row, place)]).filter(
      (cell) => cell !== undefined,
    );
    return `${tabbed(cells, size)}\n`;
  }).join('');
}

function tabbed(cells: readonly string[], size: number): string {
  let [result, column] = ['', 0];
  for (const [i, cell] of cells.entries()) {
    result += cell;
    column += widthOf(cell);
    if (i === cells.length - 1) break;
    for (let stop = stopAfter(column); stop <= (i + 1) * size; stop = stopAfter(column)) {
      result += '\t';
      column = stop;
    }
  }
  return result;
}

/** They take no room: accents that go with a letter, and what is not printed. */
const combining = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
/** East Asian Wide and Fullwidth. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

/** Columns that a terminal gives to a text. */
function widthOf(text: string): number {
  if (/^[ -~]*$/u.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += combining.test(letter) ? 0 : wide.test(letter) ? 2 : 1;
  return width;
}
