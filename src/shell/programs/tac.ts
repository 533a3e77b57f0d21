import type { Process, Program } from '#process/program.ts';
import { complain, openFile } from './arguments.ts';
import { allBytes, bytesOf, lettersOf, lettersOfText } from './bytes.ts';
import { notSimulated, readCommandLine } from './command-line.ts';

/** GNU tac (coreutils 9.1), but for -r. */
export const tac: Program = async (process) => {
  const line = await readCommandLine(process, {
    letters: 'brs:',
    long: { before: 'b', regex: 'r', 'separator:': 's' },
  });
  if ('status' in line) return line.status;
  if (line.has('r')) return notSimulated(process, 'tac -r');
  const separator = lettersOfText(line.last('s') ?? '\n') || '\0';
  let status = 0;
  for (const name of line.rest.length > 0 ? line.rest : ['-']) {
    const source = openFile(process, name);
    if (typeof source === 'string') status = await complain(process, reasonFor(name, source));
    else
      await reverse(process, await allBytes(source.bytes), { separator, isBefore: line.has('b') });
  }
  return status;
};

function reasonFor(name: string, reason: string): string {
  if (reason === 'Is a directory') return `${name}: read error: Invalid argument`;
  return `failed to open '${name}' for reading: ${reason}`;
}

async function reverse(
  { stdout }: Process,
  bytes: Uint8Array,
  { separator, isBefore }: { separator: string; isBefore: boolean },
): Promise<void> {
  const text = lettersOf(bytes);
  let end = text.length;
  const records: string[] = [];
  for (let at = text.length - separator.length; at >= 0; at -= separator.length) {
    at = text.lastIndexOf(separator, at);
    if (at < 0) break;
    const start = isBefore ? at : at + separator.length;
    // What separates the last record from nothing is its own.
    if (isBefore || start < text.length) records.push(text.slice(start, end));
    end = start;
  }
  records.push(text.slice(0, end));
  await stdout.write(bytesOf(records.join('')));
}
