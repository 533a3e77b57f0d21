import type { FileStat } from '#process/files.ts';
import type { Process, Program } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { formatTime } from '#shell/format-time.ts';
import { absolute } from '#shell/path.ts';
import { parseOptions, type Options } from './arguments.ts';
import { humanSize } from './human-size.ts';

interface Entry {
  name: string;
  stat: FileStat;
}

const long = {
  all: 'a',
  'almost-all': 'A',
  directory: 'd',
  'human-readable': 'h',
  recursive: 'R',
  reverse: 'r',
  classify: 'F',
  color: 'K',
};

export const ls: Program = async (process) => {
  const [name, ...args] = process.argv.map((arg) => arg.replace(/^--color=.*$/u, '--color'));
  const options = await parseOptions(
    { ...process, argv: [name ?? 'ls', ...args] },
    { letters: 'aAdhlRrtS1FpCginoGUQk', long },
  );
  if (!options) return 2;
  const names = options.rest.length > 0 ? options.rest : ['.'];
  const loose: Entry[] = [];
  const folders: string[] = [];
  let status = 0;
  for (const one of [...names].sort()) {
    const found = attempt(() => process.files.stat(absolute(process.cwd, one)));
    const stat = 'value' in found ? found.value : undefined;
    if (!stat) {
      const reason = 'reason' in found ? found.reason : 'No such file or directory';
      await process.stderr.write(`ls: cannot access '${one}': ${reason}\n`);
      status = 2;
    } else if (stat.type === 'file' || options.has('d')) loose.push({ name: one, stat });
    else folders.push(one);
  }
  if (loose.length > 0) await show(process, options, loose);
  const isTitled = names.length > 1 || options.has('R');
  for (const [i, folder] of folders.entries()) {
    if (isTitled)
      await process.stdout.write(`${i > 0 || loose.length > 0 ? '\n' : ''}${folder}:\n`);
    await showFolder(process, options, folder);
  }
  return status;
};

async function showFolder(process: Process, options: Options, folder: string): Promise<void> {
  const path = absolute(process.cwd, folder);
  const stat = (name: string): Entry | undefined => {
    const found = process.files.stat(absolute(path, name));
    return found && { name, stat: found };
  };
  const hidden = options.has('a') ? ['.', '..'] : [];
  const names = [...hidden, ...process.files.list(path)].filter(
    (name) => !name.startsWith('.') || options.has('a', 'A'),
  );
  const entries = names.map(stat).filter((entry) => entry !== undefined);
  if (options.has('l'))
    await process.stdout.write(
      `total ${entries.reduce((sum, one) => sum + blocks(one.stat), 0)}\n`,
    );
  await show(process, options, entries);
  if (!options.has('R')) return;
  for (const { name, stat: found } of sorted(options, entries)) {
    if (found.type !== 'folder' || name === '.' || name === '..') continue;
    const below = `${folder.replace(/\/$/u, '')}/${name}`;
    await process.stdout.write(`\n${below}:\n`);
    await showFolder(process, options, below);
  }
}

const blocks = ({ size }: FileStat): number => Math.ceil(size / 4096) * 4;

function sorted(options: Options, entries: readonly Entry[]): Entry[] {
  const result = [...entries];
  if (options.has('S')) result.sort((a, b) => b.stat.size - a.stat.size);
  else if (options.has('t')) result.sort((a, b) => b.stat.modified - a.stat.modified);
  return options.has('r') ? result.reverse() : result;
}

async function show(process: Process, options: Options, entries: readonly Entry[]): Promise<void> {
  const list = sorted(options, entries);
  if (options.has('l', 'g', 'n', 'o')) {
    await process.stdout.write(longList(process, options, list));
    return;
  }
  const names = list.map((entry) => shown(options, entry));
  const { columns = 80, isTerminal } = process.stdout;
  if (!isTerminal || options.has('1'))
    await process.stdout.write(names.map((name) => `${name}\n`).join(''));
  else await process.stdout.write(inColumns(names, columns));
}

function shown(options: Options, { name, stat }: Entry): string {
  const isFolder = stat.type === 'folder';
  if (options.has('p') && isFolder) return `${name}/`;
  if (!options.has('F')) return name;
  return name + (isFolder ? '/' : (stat.mode & 0o111) === 0 ? '' : '*');
}

function permissions({ type, mode }: FileStat): string {
  const bits = [6, 3, 0].flatMap((shift) =>
    Array.from('rwx', (letter, i) => ((mode >> shift) & (4 >> i) ? letter : '-')),
  );
  return (type === 'folder' ? 'd' : '-') + bits.join('');
}

function longList({ time, env }: Process, options: Options, list: readonly Entry[]): string {
  const user = options.has('n') ? '0' : (env.get('USER') ?? 'root');
  const rows = list.map((entry) => {
    const { stat } = entry;
    const size = options.has('h') ? humanSize(stat.size) : String(stat.size);
    const isRecent = Math.abs(time.now() - stat.modified) < 15_778_476_000;
    const date = formatTime(stat.modified, isRecent ? '%b %e %H:%M' : '%b %e  %Y');
    return {
      stat,
      size,
      date,
      name: shown(options, entry),
      links: stat.type === 'folder' ? '2' : '1',
    };
  });
  const width = Math.max(0, ...rows.map(({ size }) => size.length));
  return rows
    .map(
      ({ stat, size, date, name, links }) =>
        `${permissions(stat)} ${links} ${user} ${user} ${size.padStart(width)} ${date} ${name}\n`,
    )
    .join('');
}

/** Down, then across, in the fewest rows that fit. */
function inColumns(names: readonly string[], width: number): string {
  for (let rows = 1; rows <= names.length; rows += 1) {
    const count = Math.ceil(names.length / rows);
    const widths = Array.from({ length: count }, (_, i) =>
      Math.max(0, ...names.slice(i * rows, (i + 1) * rows).map((name) => Array.from(name).length)),
    );
    const total = widths.reduce((sum, one) => sum + one + 2, -2);
    if (total >= width && rows < names.length) continue;
    return Array.from({ length: rows }, (_, row) => {
      const line = widths.map((one, i) =>
        (names[i * rows + row] ?? '').padEnd(i < count - 1 ? one + 2 : 0),
      );
      return `${line.join('').trimEnd()}\n`;
    }).join('');
  }
  return '';
}
