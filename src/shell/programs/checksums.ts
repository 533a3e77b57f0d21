import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Process, Program } from '#process/program.ts';
import { complain, linesOf, openFile } from './arguments.ts';
import { allBytes } from './bytes.ts';
import { misuse, readCommandLine, type CommandLine } from './command-line.ts';
import { quoteName } from './quote-name.ts';

interface Algorithm {
  /** As `--tag` names it. */
  tag: string;
  hash: (bytes: Uint8Array) => Uint8Array;
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  md5sum: { tag: 'MD5', hash: md5 },
  sha1sum: { tag: 'SHA1', hash: sha1 },
  sha256sum: { tag: 'SHA256', hash: sha256 },
  sha512sum: { tag: 'SHA512', hash: sha512 },
};

const long = {
  binary: 'b',
  check: 'c',
  'ignore-missing': 'ignore-missing',
  quiet: 'quiet',
  status: 'status',
  text: 't',
  warn: 'w',
  strict: 'strict',
  tag: 'tag',
  zero: 'z',
};

/** The checksum programs of coreutils 9.1. */
const checksum =
  (algorithm: Algorithm): Program =>
  async (process) => {
    const line = await readCommandLine(process, { letters: 'bctwz', long });
    if ('status' in line) return line.status;
    const wrong = misused(line);
    if (wrong !== undefined) return misuse(process, wrong);
    const names = line.rest.length > 0 ? line.rest : ['-'];
    let status = 0;
    for (const name of names)
      status = (await (line.has('c') ? check : sum)(process, name, { algorithm, line })) || status;
    return status;
  };

export const checksums: Readonly<Record<string, Program>> = Object.fromEntries(
  Object.entries(algorithms).map(([name, algorithm]) => [name, checksum(algorithm)]),
);

/** Of the options that say how much is told, the last counts. */
function tells({ given }: CommandLine, wanted: string): boolean {
  return (
    given.findLast(({ letter }) => ['status', 'quiet', 'w'].includes(letter))?.letter === wanted
  );
}

function misused({ has }: CommandLine): string | undefined {
  if (has('tag') && has('c')) return 'the --tag option is meaningless when verifying checksums';
  if (has('tag') && has('t')) return '--tag does not support --text mode';
  if (has('z') && has('c')) return 'the --zero option is not supported when verifying checksums';
  if (has('c') && has('b', 't'))
    return 'the --binary and --text options are meaningless when verifying checksums';
  const only = ['ignore-missing', 'status', 'warn', 'quiet', 'strict'].find((name) =>
    has(name === 'warn' ? 'w' : name),
  );
  if (only === undefined || has('c')) return undefined;
  return `the --${only} option is meaningful only when verifying checksums`;
}

interface Job {
  algorithm: Algorithm;
  line: CommandLine;
}

async function sum(process: Process, name: string, { algorithm, line }: Job): Promise<number> {
  const source = openFile(process, name);
  if (typeof source === 'string') return complain(process, `${quoteName(name)}: ${source}`);
  const digest = bytesToHex(algorithm.hash(await allBytes(source.bytes)));
  const isEscaped = !line.has('z') && /[\\\n\r]/u.test(name);
  const shown = isEscaped
    ? name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : name;
  const mark = line.given.findLast(({ letter }) => letter === 'b' || letter === 't')?.letter;
  const text = line.has('tag')
    ? `${algorithm.tag} (${shown}) = ${digest}`
    : `${digest} ${mark === 'b' ? '*' : ' '}${shown}`;
  await process.stdout.write(`${isEscaped ? '\\' : ''}${text}${line.has('z') ? '\0' : '\n'}`);
  return 0;
}

/** What a list of checksums came to. */
interface Verdict {
  /** Whether a digest is followed by one blank, as BSD has it: a list is all so, or not at all. */
  isReversed: boolean | undefined;
  good: number;
  bad: number;
  unreadable: number;
  missing: number;
  malformed: number;
}

async function check(process: Process, list: string, { algorithm, line }: Job): Promise<number> {
  const source = openFile(process, list);
  if (typeof source === 'string')
    return complain(
      process,
      source === 'Is a directory' ? `${list}: read error` : `${list}: ${source}`,
    );
  const verdict: Verdict = {
    isReversed: undefined,
    good: 0,
    bad: 0,
    unreadable: 0,
    missing: 0,
    malformed: 0,
  };
  let number = 0;
  for await (const ended of linesOf(source.bytes)) {
    number += 1;
    const text = ended.replace(/\r?\n$/u, '');
    if (text === '' || text.startsWith('#')) continue;
    const entry = entryOf(text, algorithm, verdict);
    if (entry) await checkOne(process, entry, { algorithm, line, verdict });
    else {
      verdict.malformed += 1;
      const shown = list === '-' ? "'standard input'" : list;
      if (tells(line, 'w'))
        await complain(
          process,
          `${shown}: ${number}: improperly formatted ${algorithm.tag} checksum line`,
        );
    }
  }
  return conclude(process, list === '-' ? "'standard input'" : list, { line, verdict });
}

interface Entry {
  digest: string;
  name: string;
}

function entryOf(given: string, { tag, hash }: Algorithm, verdict: Verdict): Entry | undefined {
  const size = hash(new Uint8Array()).length * 2;
  const [, escape = '', body = ''] = /^[ \t]*(\\?)([\s\S]*)$/u.exec(given) ?? [];
  const tagged = new RegExp(`^${tag} ?\\((.*)\\)[ \\t]*=[ \\t]*([\\da-fA-F]{${size}})$`, 'su').exec(
    body,
  );
  const plain = new RegExp(`^([\\da-fA-F]{${size}})[ \\t](.+)$`, 'su').exec(body);
  const [digest, name] = tagged
    ? [tagged[2], tagged[1]]
    : [plain?.[1], plainName(plain?.[2], verdict)];
  if (digest === undefined || typeof name !== 'string') return undefined;
  const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\' };
  const shown =
    escape === ''
      ? name
      : name.replace(/\\([\\nr])/gu, (_, letter: string) => letters[letter] ?? '');
  return { digest: digest.toLowerCase(), name: shown };
}

/** Past the mark of the mode, unless the list has none. */
function plainName(rest: string | undefined, verdict: Verdict): string | undefined {
  if (rest === undefined) return undefined;
  if (rest.length === 1 || !/^[ *]/u.test(rest)) {
    if (verdict.isReversed === false) return undefined;
    verdict.isReversed = true;
  }
  if (verdict.isReversed === true) return rest;
  verdict.isReversed = false;
  return rest.slice(1);
}

async function checkOne(
  process: Process,
  { digest, name }: Entry,
  { algorithm, line, verdict }: Job & { verdict: Verdict },
): Promise<void> {
  const source = openFile(process, name);
  const say = async (text: string): Promise<void> => {
    if (!tells(line, 'status')) await process.stdout.write(`${name}: ${text}\n`);
  };
  if (typeof source === 'string') {
    if (line.has('ignore-missing') && source === 'No such file or directory') {
      verdict.missing += 1;
      return;
    }
    await complain(process, `${quoteName(name)}: ${source}`);
    verdict.unreadable += 1;
    return say('FAILED open or read');
  }
  if (bytesToHex(algorithm.hash(await allBytes(source.bytes))) === digest) {
    verdict.good += 1;
    if (!tells(line, 'quiet')) await say('OK');
  } else {
    verdict.bad += 1;
    await say('FAILED');
  }
}

async function conclude(
  process: Process,
  list: string,
  { line, verdict }: { line: CommandLine; verdict: Verdict },
): Promise<number> {
  const { good, bad, unreadable, missing, malformed } = verdict;
  if (good + bad + unreadable + missing === 0)
    return complain(process, `${list}: no properly formatted checksum lines found`);
  const warn = async (count: number, one: string, several: string): Promise<void> => {
    if (count > 0 && !tells(line, 'status'))
      await complain(process, `WARNING: ${count} ${count === 1 ? one : several}`);
  };
  await warn(malformed, 'line is improperly formatted', 'lines are improperly formatted');
  await warn(unreadable, 'listed file could not be read', 'listed files could not be read');
  await warn(bad, 'computed checksum did NOT match', 'computed checksums did NOT match');
  const isEmpty = line.has('ignore-missing') && good === 0;
  if (isEmpty && !tells(line, 'status')) await complain(process, `${list}: no file was verified`);
  const isWrong = bad + unreadable > 0 || isEmpty || (line.has('strict') && malformed > 0);
  return Number(isWrong);
}
