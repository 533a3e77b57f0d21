import type { Process, Program } from '#process/program.ts';
import { parseOptions, type Options } from '#shell/programs/arguments.ts';
import { complementOf, parseSet, SetError, stretched, type ByteSet } from './sets.ts';

/** GNU tr (coreutils 9.1), byte by byte, as they come. */
export const tr: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'cCdst',
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  });
  if (!options) return 1;
  const wrong = wrongOperands(options);
  if (wrong !== undefined) return complain(process, wrong, true);
  try {
    return await run(process, tablesOf(options));
  } catch (error) {
    if (error instanceof SetError) return complain(process, error.message);
    throw error;
  }
};

async function complain({ stderr }: Process, reason: string, hasHint = false): Promise<number> {
  const hint = hasHint ? "\nTry 'tr --help' for more information." : '';
  await stderr.write(`tr: ${reason}${hint}\n`);
  return 1;
}

function wrongOperands({ rest, has }: Options): string | undefined {
  const [first, second, third] = rest;
  const least = has('d') === has('s') ? 2 : 1;
  const most = has('d') && !has('s') ? 1 : 2;
  if (first === undefined) return 'missing operand';
  if (second === undefined && least === 2) {
    const when = has('d') ? 'when both deleting and squeezing repeats' : 'when translating';
    return `missing operand after ‘${first}’\nTwo strings must be given ${when}.`;
  }
  if (second !== undefined && most === 1)
    return `extra operand ‘${second}’\nOnly one string may be given when deleting without squeezing repeats.`;
  return third === undefined ? undefined : `extra operand ‘${third}’`;
}

/** What becomes of each byte: another one, or none, and whether it is said once where it repeats. */
interface Tables {
  readonly to: readonly number[];
  readonly deleted: ReadonlySet<number>;
  readonly squeezed: ReadonlySet<number>;
}

const identity = Array.from({ length: 256 }, (_, byte) => byte);
const none: ReadonlySet<number> = new Set();

function tablesOf({ rest: [first = '', second], has }: Options): Tables {
  const set = parseSet(first);
  if (set.filler) throw new SetError('the [c*] repeat construct may not appear in string1');
  const isComplement = has('c', 'C');
  const from = isComplement ? complementOf(set.bytes) : set.bytes;
  const other = second === undefined ? undefined : parseSet(second);
  if (has('d'))
    return { to: identity, deleted: new Set(from), squeezed: other ? new Set(other.bytes) : none };
  if (!other) return { to: identity, deleted: none, squeezed: new Set(from) };
  const into = translation({ set, other }, from, { isComplement, isCut: has('t') });
  const to = [...identity];
  for (const [at, byte] of from.entries()) to[byte] = into[at] ?? byte;
  return { to, deleted: none, squeezed: has('s') ? new Set(into) : none };
}

function translation(
  { set, other }: { set: ByteSet; other: ByteSet },
  from: readonly number[],
  { isComplement, isCut }: { isComplement: boolean; isCut: boolean },
): readonly number[] {
  const isCase = (name: string): boolean => name === 'upper' || name === 'lower';
  if (!other.classNames.every(isCase))
    throw new SetError(
      "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
    );
  if (other.classNames.length > 0 && !(set.classNames.some(isCase) && !isComplement))
    throw new SetError('misaligned [:upper:] and/or [:lower:] construct');
  if (isCut) return other.bytes;
  if (other.bytes.length === 0 && !other.filler)
    throw new SetError('when not truncating set1, string2 must be non-empty');
  return stretched(other, from.length);
}

async function run({ stdin, stdout }: Process, { to, deleted, squeezed }: Tables): Promise<number> {
  let last = -1;
  for await (const chunk of stdin) {
    const result = new Uint8Array(chunk.length);
    let size = 0;
    for (const given of chunk) {
      if (deleted.has(given)) continue;
      const byte = to[given] ?? given;
      if (byte === last && squeezed.has(byte)) continue;
      last = byte;
      result[size] = byte;
      size += 1;
    }
    if (size > 0) await stdout.write(result.subarray(0, size));
  }
  return 0;
}
