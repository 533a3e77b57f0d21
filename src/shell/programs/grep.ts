import type { Process, Program } from '#process/program.ts';
import { posixRegex } from '#shell/expand/pattern.ts';
import { isRisky } from '#shell/expand/risk.ts';
import { absolute } from '#shell/path.ts';
import { linesOf, openFile, parseOptions, type Options } from './arguments.ts';

const long = {
  'ignore-case': 'i',
  'invert-match': 'v',
  count: 'c',
  'line-number': 'n',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'no-messages': 's',
  recursive: 'r',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'fixed-strings': 'F',
  'extended-regexp': 'E',
  'perl-regexp': 'P',
  'no-filename': 'h',
  'with-filename': 'H',
  'max-count:': 'm',
  'after-context:': 'A',
  'before-context:': 'B',
  'context:': 'C',
  'regexp:': 'e',
  'line-buffered': 'b',
  colour: 'K',
  color: 'K',
  'include:': 'I',
  'exclude:': 'X',
};

/** grep: every line is printed as soon as it is read, so that it can follow `kubectl get -w`. */
export const grep: Program = async (process) => {
  const patterns = process.argv.flatMap((arg, i) =>
    arg === '-e' ? [process.argv[i + 1] ?? ''] : [],
  );
  const argv = process.argv.map((arg) =>
    arg.replace(/^--colou?r=.*$/, '--color').replace(/^-(\d+)$/, '-C$1'),
  );
  const [name = 'grep', ...args] = argv;
  const options = await parseOptions(
    { ...process, argv: [name, ...args] },
    { letters: 'ivcnlLoqsrRwxFEPGhHe:m:A:B:C:abzI', long },
  );
  if (!options) return 2;
  if (patterns.length === 0) {
    const pattern = options.values.get('e') ?? options.rest.shift();
    if (pattern === undefined) {
      await process.stderr.write(
        "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n",
      );
      return 2;
    }
    patterns.push(pattern);
  }
  const regex = regexOf(
    name,
    options,
    patterns.flatMap((one) => one.split('\n')),
  );
  if (!regex) {
    await process.stderr.write('grep: Unmatched ( or \\(\n');
    return 2;
  }
  // The toolbox has an engine whose time grows as the text does, but it reads everything first.
  if (isRisky(regex.source)) {
    const { runInToolbox } = await process.time.hold(import('./toolbox.ts'));
    return runInToolbox(process);
  }
  return search(process, options, regex);
};

function regexOf(name: string, options: Options, patterns: readonly string[]): RegExp | undefined {
  const isFixed = options.has('F') || name === 'fgrep';
  const isExtended = options.has('E') || name === 'egrep';
  const flags = options.has('i');
  const sources = patterns.map((one) => {
    const source = isFixed
      ? one.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')
      : isExtended || options.has('P')
        ? one
        : extendedOf(one);
    if (options.has('x')) return `^(${source})$`;
    return options.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  });
  const source =
    sources.length === 1 ? (sources[0] ?? '') : sources.map((one) => `(${one})`).join('|');
  if (options.has('P') || options.has('w')) {
    try {
      return new RegExp(source, flags ? 'iu' : 'u');
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
  return posixRegex(source, flags);
}

/** A basic regular expression: its operators have the backslash that the extended ones lack. */
function extendedOf(source: string): string {
  return source
    .replace(
      /\\([+?|(){}])|([+?|(){}])|(\[\^?\]?(?:\[:\w+:\]|[^\]])*\])/gu,
      (_, operator?: string, plain?: string, bracket?: string) =>
        operator ?? bracket ?? `\\${plain ?? ''}`,
    )
    .replace(/^\*/u, '\\*');
}

interface Found {
  name: string;
  isMatch: boolean;
}

async function search(process: Process, options: Options, regex: RegExp): Promise<number> {
  const isRecursive = options.has('r', 'R');
  const given = options.rest.length > 0 ? options.rest : [isRecursive ? '.' : '-'];
  const names = isRecursive ? given.flatMap((name) => walk(process, name)) : given;
  const isNamed = options.has('H') || ((names.length > 1 || isRecursive) && !options.has('h'));
  let [hasMatch, hasError] = [false, false];
  for (const name of names) {
    const source = openFile(process, name);
    if (typeof source === 'string') {
      hasError = true;
      if (!options.has('s')) await process.stderr.write(`grep: ${name}: ${source}\n`);
      continue;
    }
    const prefix =
      name === '-'
        ? '(standard input)'
        : name.replace(/^\.\//u, isRecursive && options.rest.length === 0 ? '' : './');
    const found = await searchOne(process, {
      bytes: source.bytes,
      regex,
      options,
      prefix: isNamed ? prefix : undefined,
    });
    const result: Found = { name: prefix, isMatch: found };
    hasMatch ||= result.isMatch;
    if (options.has('q') && found) return 0;
    if (options.has('l') ? found : options.has('L') && !found)
      await process.stdout.write(`${result.name}\n`);
  }
  return hasError ? 2 : Number(!hasMatch);
}

function walk({ files, cwd }: Pick<Process, 'files' | 'cwd'>, name: string): string[] {
  const path = absolute(cwd, name);
  if (files.stat(path)?.type !== 'folder') return [name];
  return files
    .list(path)
    .flatMap((one) => walk({ files, cwd }, `${name.replace(/\/$/u, '')}/${one}`));
}

interface Search {
  bytes: AsyncIterable<Uint8Array>;
  regex: RegExp;
  options: Options;
  prefix: string | undefined;
}

async function searchOne(
  { stdout }: Process,
  { bytes, regex, options, prefix }: Search,
): Promise<boolean> {
  const { values, has } = options;
  const isSilent = has('q', 'l', 'L', 'c');
  const most = Number(values.get('m') ?? Infinity);
  const after = Number(values.get('A') ?? values.get('C') ?? 0);
  const before = Number(values.get('B') ?? values.get('C') ?? 0);
  const context: [number, string][] = [];
  let [count, number, lastShown, left] = [0, 0, 0, 0];
  const all = new RegExp(regex.source, `${regex.flags}g`);
  const show = async (line: string, at: number, mark: string): Promise<void> => {
    const start = `${prefix === undefined ? '' : prefix + mark}${has('n') ? `${at}${mark}` : ''}`;
    if ((after > 0 || before > 0) && lastShown > 0 && at > lastShown + 1)
      await stdout.write('--\n');
    lastShown = at;
    if (has('o') && mark === ':') {
      for (const [match] of line.matchAll(all))
        if (match !== '') await stdout.write(`${start}${match}\n`);
    } else await stdout.write(`${start}${line}\n`);
  };
  for await (const whole of linesOf(bytes)) {
    number += 1;
    const line = whole.endsWith('\n') ? whole.slice(0, -1) : whole;
    if (regex.test(line) !== has('v')) {
      count += 1;
      if (has('q', 'l')) return true;
      if (!isSilent) {
        for (const [at, text] of context.splice(0)) await show(text, at, '-');
        if (!(has('o') && has('v'))) await show(line, number, ':');
      }
      left = after;
      if (count >= most) break;
    } else if (left > 0 && !isSilent) {
      left -= 1;
      await show(line, number, '-');
    } else if (before > 0) {
      context.push([number, line]);
      if (context.length > before) context.shift();
    }
  }
  if (has('c')) await stdout.write(`${prefix === undefined ? '' : `${prefix}:`}${count}\n`);
  return count > 0;
}
