import type { Process, Program } from '#process/program.ts';
import { absolute } from '#shell/path.ts';
import { humanSize } from './human-size.ts';
import { lookUp } from './look-up.ts';
import { misuse, notSimulated, readCommandLine, type CommandLine } from './command-line.ts';

const long = {
  all: 'a',
  'apparent-size': 'apparent',
  bytes: 'b',
  'block-size:': 'B',
  'human-readable': 'h',
  'max-depth:': 'd',
  null: '0',
  'one-file-system': 'x',
  'separate-dirs': 'S',
  si: 'si',
  summarize: 's',
  total: 'c',
  'exclude:': 'exclude',
  'time::': 'time',
  'threshold:': 't',
  inodes: 'inodes',
  dereference: 'L',
};

/** GNU du (coreutils 9.1), on a disk whose blocks have 4096 bytes. */
export const du: Program = async (process) => {
  const line = await readCommandLine(process, { letters: '0aBbcd:HhkLlmPSst:Xx', long });
  if ('status' in line) return line.status;
  const odd = ['B', 't', 'X', 'exclude', 'time', 'inodes', 'si'].find((letter) => line.has(letter));
  if (odd !== undefined)
    return notSimulated(process, odd.length > 1 ? `du --${odd}` : `du -${odd}`);
  const depth = line.last('d');
  if (depth !== undefined && !/^\d+$/u.test(depth))
    return misuse(process, `invalid maximum depth ‘${depth}’`);
  if (line.has('s') && line.has('a'))
    return misuse(process, 'cannot both summarize and show all entries');
  if (line.has('s') && depth !== undefined && Number(depth) > 0)
    return misuse(process, `warning: summarizing conflicts with --max-depth=${depth}`);
  if (line.has('s') && depth !== undefined)
    await process.stderr.write('du: warning: summarizing is the same as using --max-depth=0\n');
  const usage = new Usage(process, line, line.has('s') ? 0 : Number(depth ?? Infinity));
  for (const name of line.rest.length > 0 ? line.rest : ['.']) await usage.add(name);
  if (line.has('c')) await usage.show(usage.total, 'total');
  return usage.status;
};

class Usage {
  status = 0;
  total = 0;
  readonly #process: Process;
  readonly #line: CommandLine;
  readonly #most: number;
  /** A file that was counted already is not counted again. */
  readonly #seen = new Set<string>();

  constructor(process: Process, line: CommandLine, most: number) {
    this.#process = process;
    this.#line = line;
    this.#most = most;
  }

  async add(name: string): Promise<void> {
    const path = absolute(this.#process.cwd, name);
    const stat = lookUp(this.#process.files, path);
    if (typeof stat === 'string') {
      await this.#process.stderr.write(`du: cannot access '${name}': ${stat}\n`);
      this.status = 1;
      return;
    }
    const { size } = await this.#measure(name, path, 0);
    this.total += size;
  }

  /** What a file takes with all that is in it, and what its folders take. */
  async #measure(
    name: string,
    path: string,
    depth: number,
  ): Promise<{ size: number; below: number }> {
    const { files } = this.#process;
    const stat = files.stat(path);
    if (!stat || this.#seen.has(path)) return { size: 0, below: 0 };
    this.#seen.add(path);
    const isFolder = stat.type === 'folder';
    const isApparent = this.#line.has('b', 'apparent');
    let size = isApparent ? stat.size : Math.ceil(stat.size / 4096) * 4096;
    let below = 0;
    for (const one of isFolder ? files.list(path) : []) {
      const inner = await this.#measure(
        `${name.replace(/\/$/u, '')}/${one}`,
        absolute(path, one),
        depth + 1,
      );
      size += inner.size - inner.below;
      below += inner.below;
    }
    const isShown = (isFolder || this.#line.has('a') || depth === 0) && depth <= this.#most;
    const whole = size + below;
    if (isShown) await this.show(this.#line.has('S') ? size : whole, name);
    return { size: whole, below: isFolder ? whole : 0 };
  }

  async show(bytes: number, name: string): Promise<void> {
    const end = this.#line.has('0') ? '\0' : '\n';
    await this.#process.stdout.write(`${this.#shown(bytes)}\t${name}${end}`);
  }

  /** The last option that names a unit counts. */
  #shown(bytes: number): string {
    const unit = this.#line.given.findLast(({ letter }) => 'bhkm'.includes(letter))?.letter;
    if (unit === 'h') return humanSize(bytes);
    const sizes: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2 };
    return String(Math.ceil(bytes / (sizes[unit ?? 'k'] ?? 1024)));
  }
}
