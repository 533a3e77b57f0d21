import type { Process, Program } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute, baseName } from '#shell/path.ts';
import { allBytes } from '#shell/programs/bytes.ts';
import { notSimulated, readCommandLine, type CommandLine } from '#shell/programs/command-line.ts';
import { lookUp } from '#shell/programs/look-up.ts';
import { Listing } from './listing.ts';
import { compress, decompress, isCompressed, isWarning, ratioOf } from './member.ts';

const long = {
  ascii: 'a',
  'to-stdout': 'c',
  stdout: 'c',
  decompress: 'd',
  uncompress: 'd',
  force: 'f',
  keep: 'k',
  list: 'l',
  license: 'L',
  'no-name': 'n',
  name: 'N',
  quiet: 'q',
  silent: 'q',
  synchronous: 'y',
  recursive: 'r',
  'suffix:': 'S',
  test: 't',
  verbose: 'v',
  fast: '1',
  best: '9',
  rsyncable: 'R',
};

/** gzip 1.12. What deflates is another library: sizes may be some bytes from its own. */
export const gzip: Program = (process) => run(process, '');
/** Scripts, which say gzip in their complaints. */
const gunzip: Program = (process) => run(process, 'd');
const zcat: Program = (process) => run(process, 'cd');

export const gzips: Readonly<Record<string, Program>> = { gzip, gunzip, zcat };

async function run(process: Process, implied: string): Promise<number> {
  const line = await readCommandLine(process, {
    letters: 'acdfklnNqrtvS:123456789',
    long,
    name: 'gzip',
    hint: "Try `gzip --help' for more information.",
  });
  if ('status' in line) return line.status;
  const has = (letter: string): boolean => implied.includes(letter) || line.has(letter);
  const odd = ['a', 'L', 'N', 'R'].find(has);
  if (odd !== undefined) return notSimulated(process, `gzip -${odd}`, { name: 'gzip' });
  const job = new Job(process, line, has);
  for (const name of line.rest.length > 0 ? line.rest : ['-']) {
    if (name === '-') await job.stream();
    else await job.file(name);
  }
  return job.end(line.rest.length > 1);
}

class Job {
  #status = 0;
  readonly #process: Process;
  readonly #has: (letter: string) => boolean;
  readonly #level: number;
  readonly #suffix: string;
  readonly #isOut: boolean;
  readonly #listing: Listing | undefined;

  constructor(process: Process, line: CommandLine, has: (letter: string) => boolean) {
    this.#process = process;
    this.#has = has;
    this.#level = Number(line.given.findLast(({ letter }) => /\d/u.test(letter))?.letter ?? 6);
    this.#suffix = line.last('S') ?? '.gz';
    this.#isOut = has('c') || has('t') || has('l');
    this.#listing = has('l') ? new Listing(process, has('v')) : undefined;
  }

  get #isDecompressing(): boolean {
    return this.#has('d') || this.#has('t') || this.#has('l');
  }

  async end(isSeveral: boolean): Promise<number> {
    if (isSeveral) await this.#listing?.end();
    return this.#has('q') && this.#status === 2 ? 0 : this.#status;
  }

  async #say(text: string): Promise<void> {
    if (this.#has('v')) await this.#process.stderr.write(text);
  }

  /** An error is more than a warning, which -q does without. */
  async #complain(text: string, status: 1 | 2): Promise<void> {
    if (status === 1 || this.#status === 0) this.#status = status;
    if (status === 1 || !this.#has('q')) await this.#process.stderr.write(text);
  }

  async stream(): Promise<void> {
    const { stdin, stdout, stderr } = this.#process;
    const isDecompressing = this.#isDecompressing;
    if (!this.#has('f') && !this.#has('l') && (isDecompressing ? stdin : stdout).isTerminal) {
      const what = isDecompressing ? 'read from' : 'written to';
      const why = `gzip: compressed data not ${what} a terminal. Use -f to force ${isDecompressing ? 'de' : ''}compression.\n`;
      await stderr.write(`${why}For help, type: gzip -h\n`);
      this.#status = 1;
      return;
    }
    const data = await allBytes(stdin);
    if (isDecompressing) {
      const ratio = await this.#read(data, { name: 'stdin', target: 'stdout' });
      if (ratio !== undefined && !this.#has('l'))
        await this.#say(this.#has('t') ? ' OK\n' : `${ratio}\n`);
    } else {
      const made = compress(data, { level: this.#level, name: undefined, seconds: 0 });
      await stdout.write(made.bytes);
      await this.#say(
        `${ratioOf(data.length, { size: made.bytes.length, overhead: made.overhead })}\n`,
      );
    }
  }

  /** Writes what is in the data (but for -l and -t); its ratio, or undefined where the data was wrong. */
  async #read(
    data: Uint8Array,
    { name, target }: { name: string; target: string },
  ): Promise<string | undefined> {
    const { stdout } = this.#process;
    // Forced, it lets through what is not compressed.
    const isOut = this.#has('c') || this.#has('t') || name === 'stdin';
    const lets = this.#has('f') && isOut && !this.#has('l');
    if (lets && !isCompressed(data)) {
      if (!this.#has('t')) await stdout.write(data);
      return '  0.0%';
    }
    const found = decompress(data);
    const { bytes, wrong } = found;
    const isGood = isWarning(wrong);
    if (this.#listing) {
      if (isGood) await this.#listing.add(found, { name: target, size: data.length });
      else this.#listing.skip();
    } else if (!this.#has('t')) await stdout.write(bytes);
    for (const one of wrong) await this.#complain(`\ngzip: ${name}: ${one}\n`, isGood ? 2 : 1);
    return isGood
      ? ratioOf(bytes.length, { size: data.length, overhead: found.overhead })
      : undefined;
  }

  async file(given: string): Promise<void> {
    const name = this.#found(given);
    const { files, cwd } = this.#process;
    const path = absolute(cwd, name);
    const stat = lookUp(files, path);
    if (typeof stat === 'string') return this.#complain(`gzip: ${name}: ${stat}\n`, 1);
    if (stat.type === 'folder') {
      if (!this.#has('r')) return this.#complain(`gzip: ${name} is a directory -- ignored\n`, 2);
      for (const one of files.list(path)) await this.file(`${name.replace(/\/$/u, '')}/${one}`);
      return;
    }
    if (this.#isDecompressing) await this.#decompressFile(name);
    else await this.#compressFile(name, stat.modified);
  }

  /** A compressed file may be named without its suffix. */
  #found(name: string): string {
    const { files, cwd } = this.#process;
    const is = (one: string): boolean => files.stat(absolute(cwd, one)) !== undefined;
    if (!this.#isDecompressing || is(name)) return name;
    const known = [this.#suffix, '.z', '-z', '.Z'].find((suffix) => is(name + suffix));
    return name + (known ?? this.#suffix);
  }

  async #compressFile(name: string, modified: number): Promise<void> {
    const { files, cwd, stdout } = this.#process;
    const suffix = [this.#suffix, '.gz', '.tgz', '.taz'].find(
      (one) => name.endsWith(one) && name !== one,
    );
    if (!this.#isOut && suffix !== undefined) {
      const isForced = this.#has('f') && this.#suffix !== suffix;
      if (!isForced)
        return this.#complain(`gzip: ${name} already has ${suffix} suffix -- unchanged\n`, 2);
    }
    const data = files.read(absolute(cwd, name));
    const made = compress(data, {
      level: this.#level,
      name: this.#has('n') ? undefined : baseName(name),
      seconds: this.#has('n') ? 0 : Math.floor(modified / 1000),
    });
    const ratio = ratioOf(data.length, { size: made.bytes.length, overhead: made.overhead });
    if (this.#isOut) {
      await stdout.write(made.bytes);
      await this.#say(`${name}:\t${ratio} -- replaced with stdout\n`);
    } else await this.#replace(name, `${name}${this.#suffix}`, { bytes: made.bytes, ratio });
  }

  async #decompressFile(name: string): Promise<void> {
    const { files, cwd } = this.#process;
    const data = files.read(absolute(cwd, name));
    const target = this.#targetOf(name);
    if (!this.#isOut && target === undefined)
      return this.#complain(`gzip: ${name}: unknown suffix -- ignored\n`, 2);
    if (this.#isOut || target === undefined) {
      const isNamed = !this.#has('l') && (isCompressed(data) || this.#has('f'));
      if (isNamed) await this.#say(`${name}:\t`);
      const ratio = await this.#read(data, { name, target: target ?? name });
      if (ratio === undefined || !isNamed) return;
      await this.#say(this.#has('t') ? ' OK\n' : `${ratio} -- replaced with stdout\n`);
      return;
    }
    const { bytes, wrong, overhead } = decompress(data);
    const isGood = isWarning(wrong);
    for (const one of wrong) await this.#complain(`\ngzip: ${name}: ${one}\n`, isGood ? 2 : 1);
    if (isGood)
      await this.#replace(name, target, {
        bytes,
        ratio: ratioOf(bytes.length, { size: data.length, overhead }),
      });
  }

  #targetOf(name: string): string | undefined {
    if (/.\.t[ga]z$/u.test(name)) return name.replace(/\.t[ga]z$/u, '.tar');
    const suffix = [this.#suffix, '.gz', '-gz', '.z', '-z', '_z', '.Z'].find(
      (one) => name.endsWith(one) && baseName(name) !== one,
    );
    return suffix === undefined ? undefined : name.slice(0, -suffix.length);
  }

  async #replace(
    name: string,
    target: string,
    { bytes, ratio }: { bytes: Uint8Array; ratio: string },
  ): Promise<void> {
    const { files, cwd } = this.#process;
    const [from, to] = [absolute(cwd, name), absolute(cwd, target)];
    if (files.stat(to) && !this.#has('f'))
      return this.#complain(`gzip: ${target} already exists;\tnot overwritten\n`, 2);
    const mode = files.stat(from)?.mode ?? 0o644;
    const made = attempt(() => {
      files.write(to, bytes);
      files.setMode(to, mode);
      if (!this.#has('k')) files.remove(from);
    });
    if ('reason' in made) return this.#complain(`gzip: ${target}: ${made.reason}\n`, 1);
    const done = this.#has('k') ? 'created' : 'replaced with';
    await this.#say(`${name}:\t${ratio} -- ${done} ${target}\n`);
  }
}
