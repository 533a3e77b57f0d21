import { joined, type Reader } from '#shell/descriptors.ts';
import { output, type Environment } from '#shell/environment.ts';
import { Killed } from '#shell/leave.ts';
import { isName } from '#shell/variables.ts';
import { parseOptions, report, type Builtin, type Options } from './builtin.ts';

interface Line {
  text: string;
  isEnd: boolean;
  timedOut: boolean;
}

export const read: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'ersa:d:i:n:N:p:t:u:');
  if (!options) return 2;
  const { values, flags } = options;
  const names = options.rest;
  for (const name of names) {
    if (!isName(name.replace(/\[.*\]$/, '')))
      return report(sh, argv, `\`${name}': not a valid identifier`);
  }
  const descriptor = Number(values.get('u') ?? 0);
  const reader = sh.descriptors.get(descriptor)?.input;
  if (!reader)
    return report(sh, argv, `${descriptor}: invalid file descriptor: Bad file descriptor`);
  const prompt = values.get('p');
  if (prompt !== undefined && reader.isTerminal) await output(sh, 2).write(prompt);
  const line = await untilSignal(sh, readLine(sh, reader, options));
  const isRaw = flags.has('r');
  const array = values.get('a');
  if (array !== undefined) {
    sh.variables.setItems(
      array,
      splitLine(sh, line.text, { count: Infinity, isRaw }).map((word) => [undefined, word]),
    );
  } else if (names.length === 0) sh.variables.set('REPLY', isRaw ? line.text : unquote(line.text));
  else if (values.has('N'))
    names.forEach((name, i) => {
      sh.variables.set(name, i === 0 ? line.text : '');
    });
  else {
    const words = splitLine(sh, line.text, { count: names.length, isRaw });
    names.forEach((name, i) => {
      sh.variables.set(name, words[i] ?? '');
    });
  }
  return line.timedOut ? 142 : Number(line.isEnd);
};

async function untilSignal<T>(sh: Environment, work: Promise<T>): Promise<T> {
  const { signal } = sh.group.controller;
  // It may have come while this builtin was loaded.
  if (signal.aborted) throw new Killed(String(signal.reason));
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const listen = (): void => {
      reject(new Killed(String(signal.reason)));
    };
    signal.addEventListener('abort', listen, { once: true });
    stop = () => {
      signal.removeEventListener('abort', listen);
    };
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}

async function readLine(
  sh: Environment,
  reader: Reader,
  { values, flags }: Options,
): Promise<Line> {
  const timeout = values.get('t');
  const line = readUnlimited(reader, { values, flags });
  if (timeout === undefined || !(Number(timeout) > 0)) return line;
  const stop = new AbortController();
  const late = sh.host.time
    .sleep(Number(timeout) * 1000, stop.signal)
    .then(() => ({ text: '', isEnd: true, timedOut: true }))
    .catch(() => ({ text: '', isEnd: true, timedOut: true }));
  const result = await Promise.race([line, late]);
  stop.abort();
  return result;
}

async function readUnlimited(
  reader: Reader,
  { values, flags }: Pick<Options, 'values' | 'flags'>,
): Promise<Line> {
  const count = values.get('N') ?? values.get('n');
  const limit = count === undefined ? Infinity : Number(count);
  const delimiter = values.has('N')
    ? -1
    : values.has('d')
      ? (values.get('d') ?? '').charCodeAt(0) || 0
      : 10;
  const parts: Uint8Array[] = [];
  let [length, isEnd] = [0, false];
  for (;;) {
    const taken = await reader.until(delimiter, limit - length);
    parts.push(taken.bytes);
    length += taken.bytes.length;
    ({ isEnd } = taken);
    // Without -r, a backslash before the end of the line continues it.
    if (
      isEnd ||
      flags.has('r') ||
      delimiter !== 10 ||
      length >= limit ||
      !endsInBackslash(taken.bytes)
    )
      break;
    parts[parts.length - 1] = taken.bytes.subarray(0, -1);
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true })
    .decode(joined(parts))
    .replaceAll('\0', '');
  return { text, isEnd: isEnd && !(length >= limit), timedOut: false };
}

function endsInBackslash(bytes: Uint8Array): boolean {
  let count = 0;
  while (bytes.at(-1 - count) === 92) count += 1;
  return count % 2 === 1;
}

const unquote = (text: string): string => text.replace(/\\([^])/gu, '$1');

/** The words of a line by IFS; the last one takes what is left. */
function splitLine(
  sh: Environment,
  line: string,
  { count, isRaw }: { count: number; isRaw: boolean },
): string[] {
  const ifs = sh.variables.get('IFS') ?? ' \t\n';
  const isWhite = (char: string): boolean =>
    ifs.includes(char) && ' \t\n'.includes(char) && char !== '';
  const isSeparator = (char: string): boolean => ifs.includes(char) && char !== '';
  const words: string[] = [];
  let at = 0;
  const skipWhite = (): void => {
    while (isWhite(line.charAt(at))) at += 1;
  };
  skipWhite();
  while (at < line.length) {
    const from = at;
    let word = '';
    while (at < line.length && !isSeparator(line.charAt(at))) {
      if (line.charAt(at) === '\\' && !isRaw) at += 1;
      word += line.charAt(at);
      at += 1;
    }
    const isLast = words.length === count - 1;
    skipWhite();
    if (isSeparator(line.charAt(at)) && at < line.length) {
      at += 1;
      skipWhite();
    }
    if (isLast && at < line.length) {
      words.push(lastWord(line.slice(from), { ifs, isRaw }));
      return words;
    }
    words.push(word);
  }
  return words;
}

function lastWord(rest: string, { ifs, isRaw }: { ifs: string; isRaw: boolean }): string {
  let end = rest.length;
  while (end > 0 && ' \t\n'.includes(rest.charAt(end - 1)) && ifs.includes(rest.charAt(end - 1)))
    end -= 1;
  const text = rest.slice(0, end);
  return isRaw ? text : unquote(text);
}

export const mapfile: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'd:n:O:s:tu:C:c:');
  if (!options) return 2;
  const { values, flags, rest } = options;
  const name = rest[0] ?? 'MAPFILE';
  const reader = sh.descriptors.get(Number(values.get('u') ?? 0))?.input;
  if (!reader) return report(sh, argv, '0: invalid file descriptor: Bad file descriptor');
  const delimiter = values.has('d') ? (values.get('d') ?? '').charCodeAt(0) || 0 : 10;
  const most = Number(values.get('n') ?? 0) || Infinity;
  let skipped = Number(values.get('s') ?? 0);
  const items: [string | undefined, string][] = [];
  const origin = values.get('O');
  while (items.length < most) {
    const { bytes, isEnd } = await untilSignal(sh, reader.until(delimiter));
    if (isEnd && bytes.length === 0) break;
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (skipped > 0) skipped -= 1;
    else {
      const line = flags.has('t') || isEnd ? text : text + String.fromCharCode(delimiter);
      items.push([origin === undefined ? undefined : String(Number(origin) + items.length), line]);
    }
    if (isEnd) break;
  }
  sh.variables.setItems(name, items, origin !== undefined);
  return 0;
};
