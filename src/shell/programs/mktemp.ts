import type { Process, Program } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { complain, parseOptions, type Options } from './arguments.ts';

const long = {
  directory: 'd',
  'dry-run': 'u',
  quiet: 'q',
  'suffix:': 'suffix',
  tmpdir: 'p',
};

/** GNU mktemp: a new file that only its owner reads, or a folder, with a name that no other has. */
export const mktemp: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'duqtp:', long });
  if (!options) return 1;
  const template = templateOf(process, options);
  if ('usage' in template) {
    await process.stderr.write(
      `mktemp: ${template.usage}\nTry 'mktemp --help' for more information.\n`,
    );
    return 1;
  }
  if ('wrong' in template) return complain(process, template.wrong);
  const { files, cwd } = process;
  const name = freshName(process, template);
  const path = absolute(cwd, name);
  const isFolder = options.has('d');
  const made = attempt(() => {
    if (options.has('u')) return;
    if (isFolder) files.makeFolder(path);
    else files.write(path, '');
    files.setMode(path, isFolder ? 0o700 : 0o600);
  });
  if ('value' in made) {
    await process.stdout.write(`${name}\n`);
    return 0;
  }
  if (options.has('q')) return 1;
  const { before, after, length } = template;
  const what = `${isFolder ? 'directory' : 'file'} via template`;
  const shown = `${before}${'X'.repeat(length)}${after}`;
  return complain(process, `failed to create ${what} ‘${shown}’: ${made.reason}`);
};

/** A name around the letters that are drawn. */
interface Template {
  before: string;
  length: number;
  after: string;
}

function templateOf(
  { env }: Process,
  { rest, values, has }: Options,
): Template | { wrong: string } | { usage: string } {
  const [given, extra] = rest;
  if (extra !== undefined) return { usage: 'too many templates' };
  const pattern = given ?? 'tmp.XXXXXXXXXX';
  const suffix = values.get('suffix');
  if (suffix !== undefined && !pattern.endsWith('X'))
    return { wrong: `with --suffix, template ‘${pattern}’ must end in X` };
  const [, before = '', drawn = '', after = ''] = /^(.*?)(X*)([^X]*)$/su.exec(pattern) ?? [];
  if (drawn.length < 3) return { wrong: `too few X's in template ‘${pattern}’` };
  const end = suffix ?? after;
  if (end.includes('/')) return { wrong: `invalid suffix ‘${end}’, contains directory separator` };
  const temporary = env.get('TMPDIR') || '/tmp';
  if (has('t') && pattern.includes('/'))
    return { wrong: `invalid template, ‘${pattern}’, contains directory separator` };
  const isIn = given === undefined || has('t', 'p');
  if (isIn && pattern.startsWith('/'))
    return { wrong: `invalid template, ‘${pattern}’; with --tmpdir, it may not be absolute` };
  const asked = values.get('p') || temporary;
  const folder = has('t') && env.get('TMPDIR') ? temporary : asked;
  const start = isIn ? `${folder.replace(/\/+$/u, '')}/` : '';
  return { before: start + before, length: drawn.length, after: end };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** How many names were drawn on each clock: the same in each replay of a session. */
const counts = new WeakMap<Process['time'], number>();

/** Programs have no chance of their own: the letters follow from the time, and from how many names were drawn before. */
function freshName({ files, cwd, time }: Process, { before, length, after }: Template): string {
  for (;;) {
    const count = counts.get(time) ?? 0;
    counts.set(time, count + 1);
    const name = `${before}${drawnLetters(`${time.now()} ${count}`, length)}${after}`;
    if (files.stat(absolute(cwd, name)) === undefined) return name;
  }
}

/** Letters that look drawn: FNV-1a of the seed, and a step of xorshift for each. */
function drawnLetters(seed: string, length: number): string {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return alphabet[(state >>> 0) % alphabet.length] ?? '';
  }).join('');
}
