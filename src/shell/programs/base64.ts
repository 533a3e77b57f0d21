import type { Program } from '#process/program.ts';
import { joined } from '#shell/descriptors.ts';
import { complain, openFile, parseOptions } from './arguments.ts';

/** GNU base64 (coreutils 9.1). */
export const base64: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'diw:',
    long: { decode: 'd', 'ignore-garbage': 'i', 'wrap:': 'w' },
  });
  if (!options) return 1;
  const [name = '-', extra] = options.rest;
  const width = options.values.get('w') ?? '76';
  if (!/^\d+$/u.test(width)) return complain(process, `invalid wrap size: ‘${width}’`);
  if (extra !== undefined) {
    const status = await complain(process, `extra operand ‘${extra}’`);
    await process.stderr.write("Try 'base64 --help' for more information.\n");
    return status;
  }
  const source = openFile(process, name);
  if (typeof source === 'string')
    return complain(
      process,
      source === 'Is a directory' ? `read error: ${source}` : `${name}: ${source}`,
    );
  const parts: Uint8Array[] = [];
  for await (const chunk of source.bytes) parts.push(chunk);
  const bytes = joined(parts);
  if (!options.has('d')) {
    await process.stdout.write(wrapped(encoded(bytes), Number(width)));
    return 0;
  }
  const { decoded, isWell } = decode(new TextDecoder('latin1').decode(bytes), options.has('i'));
  await process.stdout.write(decoded);
  return isWell ? 0 : complain(process, 'invalid input');
};

function encoded(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8190)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 8190)));
  return text;
}

/** In lines of that many letters; 0 leaves it whole, without an end. */
function wrapped(text: string, width: number): string {
  if (width === 0) return text;
  let lines = '';
  for (let at = 0; at < text.length; at += width) lines += `${text.slice(at, at + width)}\n`;
  return lines;
}

/** What comes before an error is written all the same. */
function decode(text: string, ignoresGarbage: boolean): { decoded: Uint8Array; isWell: boolean } {
  const letters = text.replace(ignoresGarbage ? /[^A-Za-z\d+/=]/gu : /\n/gu, '');
  const [good = ''] =
    /^(?:[A-Za-z\d+/]{4}|[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)*/u.exec(letters) ?? [];
  const rest = letters.slice(good.length);
  const [partial = ''] = /^[A-Za-z\d+/]{2,3}/u.exec(rest) ?? [];
  const groups = [...(good.match(/.{4}/gu) ?? []), ...(partial === '' ? [] : [partial])];
  const decoded = groups.map((group) => atob(group.replace(/=+$/u, ''))).join('');
  return {
    decoded: Uint8Array.from(decoded, (letter) => letter.charCodeAt(0)),
    isWell: rest === '',
  };
}
