import { isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { FileSystem } from '#process/files.ts';
import type { Process, Program } from '#process/program.ts';

/** tar c/x/t of plain files and folders, ustar: what `kubectl cp` needs, and a little more. */
export const tar: Program = async (process) => {
  const options = parse(process.argv.slice(1));
  if (typeof options === 'string') {
    await process.stderr.write(`tar: ${options}\n`);
    return 1;
  }
  const there: Process =
    options.folder === undefined
      ? process
      : { ...process, cwd: resolvePath(process, options.folder) };
  if (options.mode === 'c')
    return options.isZipped ? refuseZipped(process) : create(process, there, options);
  const bytes =
    options.archive === '-' ? await readAll(process) : readArchive(process, options.archive);
  if (typeof bytes === 'string') {
    await process.stderr.write(`tar: can't open '${options.archive}': No such file or directory\n`);
    return 1;
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return refuseZipped(process);
  for (const entry of readEntries(bytes)) {
    if (
      options.names.length > 0 &&
      !options.names.some((name) => entry.name === name || entry.name.startsWith(`${name}/`))
    )
      continue;
    if (options.mode === 't' || options.isVerbose) await process.stdout.write(`${entry.name}\n`);
    if (options.mode === 'x') extract(there, entry);
  }
  return 0;
};

async function refuseZipped({ stderr }: Process): Promise<number> {
  await stderr.write('maillage: la compression de tar (-z) n’est pas simulée dans ce cours\n');
  return 1;
}

interface Options {
  mode: string;
  archive: string;
  folder: string | undefined;
  isVerbose: boolean;
  /** Archives that the course serves as `.tar.gz` are not compressed; real ones are refused. */
  isZipped: boolean;
  names: string[];
}

function parse(args: readonly string[]): Options | string {
  const options: Options = {
    mode: '',
    archive: '-',
    folder: undefined,
    isVerbose: false,
    isZipped: false,
    names: [],
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const isOptions = (at === 0 && !word.startsWith('-')) || /^-[a-zA-Z]/.test(word);
    if (word === '--') options.names.push(...args.slice((at += args.length)));
    else if (word.startsWith('--')) continue;
    else if (!isOptions) options.names.push(word);
    else {
      for (const letter of word.replace(/^-/, '')) {
        if ('cxt'.includes(letter)) options.mode = letter;
        else if (letter === 'f') options.archive = args[(at += 1)] ?? '-';
        else if (letter === 'C') options.folder = args[(at += 1)];
        else if (letter === 'v') options.isVerbose = true;
        else if (letter === 'z') options.isZipped = true;
        else if (letter === 'j' || letter === 'J')
          return `maillage: tar -${letter} n’est pas simulé dans ce cours`;
        else if (!'mpoh'.includes(letter)) return `invalid option -- '${letter}'`;
      }
    }
  }
  return options.mode === '' ? 'you must specify one of the -c, -x or -t options' : options;
}

interface Entry {
  name: string;
  isFolder: boolean;
  mode: number;
  modified: number;
  bytes: Uint8Array;
}

async function create(
  process: Process,
  there: Process,
  { names, archive, isVerbose }: Options,
): Promise<number> {
  const entries: Entry[] = [];
  let code = 0;
  for (const name of names) {
    const path = resolvePath(there, name);
    if (there.files.stat(path))
      entries.push(
        ...collect(there.files, path, name.replace(/^\/+/, '').replace(/(?<=.)\/$/, '')),
      );
    else {
      await process.stderr.write(
        `tar: ${name}: No such file or directory\ntar: error exit delayed from previous errors\n`,
      );
      code = 1;
    }
  }
  const bytes = writeEntries(entries);
  if (isVerbose) await process.stderr.write(entries.map(({ name }) => `${name}\n`).join(''));
  if (archive === '-') await process.stdout.write(bytes);
  else process.files.write(resolvePath(process, archive), bytes);
  return code;
}

function collect(files: FileSystem, path: string, name: string): Entry[] {
  const stat = files.stat(path);
  if (!stat) return [];
  const { mode, modified } = stat;
  if (stat.type === 'file')
    return [{ name, isFolder: false, mode, modified, bytes: files.read(path) }];
  const inside = files
    .list(path)
    .flatMap((child) => collect(files, `${path === '/' ? '' : path}/${child}`, `${name}/${child}`));
  return [{ name: `${name}/`, isFolder: true, mode, modified, bytes: new Uint8Array() }, ...inside];
}

function extract(process: Process, entry: Entry): void {
  const path = resolvePath(process, entry.name.replace(/^\/+/, ''));
  const { files } = process;
  const folder = entry.isFolder ? path : path.slice(0, path.lastIndexOf('/')) || '/';
  files.makeFolder(folder, { parents: true });
  if (entry.isFolder) return;
  files.write(path, entry.bytes);
  files.setMode(path, entry.mode);
}

const block = 512;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function writeEntries(entries: readonly Entry[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    const padding = (block - (entry.bytes.length % block)) % block;
    return [headerOf(entry), entry.bytes, new Uint8Array(padding)];
  });
  const size = parts.reduce((sum, part) => sum + part.length, 2 * block);
  // Archives are written in records of twenty blocks.
  const archive = new Uint8Array(Math.ceil(size / (20 * block)) * 20 * block);
  let at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}

function headerOf({ name, isFolder, mode, modified, bytes }: Entry): Uint8Array {
  const header = new Uint8Array(block);
  const put = (at: number, text: string): void => header.set(encoder.encode(text), at);
  const octal = (value: number, width: number): string =>
    `${value.toString(8).padStart(width - 1, '0')}\0`;
  const [prefix, short] = splitName(name);
  put(0, short);
  put(
    100,
    octal(mode, 8) +
      octal(0, 8) +
      octal(0, 8) +
      octal(bytes.length, 12) +
      octal(Math.floor(modified / 1000), 12),
  );
  put(148, ' '.repeat(8));
  put(156, isFolder ? '5' : '0');
  put(257, 'ustar\u000000');
  put(265, 'root');
  put(297, 'root');
  put(345, prefix);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** A name of more than a hundred bytes is cut at a slash. */
function splitName(name: string): readonly [prefix: string, short: string] {
  if (name.length <= 100) return ['', name];
  const cut = name.indexOf('/', name.length - 101);
  return [name.slice(0, cut), name.slice(cut + 1)];
}

export function* readEntries(bytes: Uint8Array): Generator<Entry> {
  let longName: string | undefined;
  for (let at = 0; at + block <= bytes.length;) {
    const field = (from: number, length: number): string =>
      decoder.decode(bytes.subarray(at + from, at + from + length)).replace(/\0[\s\S]*$/, '');
    const number = (from: number, length: number): number =>
      Number.parseInt(field(from, length).trim() || '0', 8);
    const short = field(0, 100);
    if (short === '' && bytes[at] === 0) return;
    const size = number(124, 12);
    const type = field(156, 1);
    const data = bytes.subarray(at + block, at + block + size);
    const prefix = field(257, 5) === 'ustar' ? field(345, 155) : '';
    const name = longName ?? (prefix === '' ? short : `${prefix}/${short}`);
    longName = type === 'L' ? decoder.decode(data).replace(/\0[\s\S]*$/, '') : undefined;
    if (type === '' || type === '0' || type === '5') {
      yield {
        name,
        isFolder: type === '5',
        mode: number(100, 8),
        modified: number(136, 12) * 1000,
        bytes: data.slice(),
      };
    }
    at += block + Math.ceil(size / block) * block;
  }
}

function readArchive(process: Process, name: string): Uint8Array | string {
  const path = resolvePath(process, name);
  return isFile(process.files, path) ? process.files.read(path) : name;
}

async function readAll({ stdin }: Process): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
