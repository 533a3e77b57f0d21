import type { Process } from '#process/program.ts';
import { joined } from '#shell/descriptors.ts';
import { complain, openFile, type Source } from './arguments.ts';
import { quoteName } from './quote-name.ts';

// Programs that take any bytes see each as one letter, so that none is lost between reading and writing.

export function lettersOf(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function bytesOf(letters: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/** A text of the command line, a letter for each of its bytes. */
export function lettersOfText(text: string): string {
  return lettersOf(new TextEncoder().encode(text));
}

/** Lines of such letters as they come, each with what ends it but perhaps the last. */
export async function* letterLines(
  bytes: AsyncIterable<Uint8Array>,
  end = '\n',
): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of bytes) {
    rest += lettersOf(chunk);
    let from = 0;
    for (let at = rest.indexOf(end); at >= 0; at = rest.indexOf(end, from)) {
      yield rest.slice(from, at + 1);
      from = at + 1;
    }
    rest = rest.slice(from);
  }
  if (rest !== '') yield rest;
}

export async function allBytes(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of bytes) parts.push(chunk);
  return joined(parts);
}

/** Reads several files one after the other; one that cannot be read is complained of, and the others are read all the same. */
export async function eachInput(
  process: Process,
  names: readonly string[],
  read: (source: Source) => Promise<void>,
): Promise<number> {
  let status = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    const source = openFile(process, name);
    if (typeof source === 'string')
      status = await complain(process, `${quoteName(name)}: ${source}`);
    else await read(source);
  }
  return status;
}
