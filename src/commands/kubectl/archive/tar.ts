/** A file or folder inside an archive. */
export interface TarEntry {
  path: string;
  mode: number;
  /** Undefined for a folder. */
  data?: Uint8Array;
}

const block = 512;
const encoder = new TextEncoder();

/** A ustar archive, with its two empty blocks at the end. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { path, mode, data } of entries) {
    const size = data?.length ?? 0;
    parts.push(header(data === undefined ? `${path}/` : path, { mode, size }));
    if (data === undefined) continue;
    const padded = new Uint8Array(Math.ceil(size / block) * block);
    padded.set(data);
    parts.push(padded);
  }
  parts.push(new Uint8Array(2 * block));
  return joinBytes(parts);
}

function header(path: string, { mode, size }: { mode: number; size: number }): Uint8Array {
  const out = new Uint8Array(block);
  const put = (at: number, text: string) => out.set(encoder.encode(text), at);
  const octal = (at: number, width: number, value: number) =>
    put(at, value.toString(8).padStart(width - 1, '0'));
  const bytes = encoder.encode(path);
  const cut = bytes.length > 100 ? path.indexOf('/', path.length - 101) : -1;
  put(0, cut < 0 ? path : path.slice(cut + 1));
  if (cut >= 0) put(345, path.slice(0, cut));
  octal(100, 8, mode);
  octal(108, 8, 0);
  octal(116, 8, 0);
  octal(124, 12, size);
  octal(136, 12, 0);
  put(156, path.endsWith('/') ? '5' : '0');
  put(257, 'ustar\u000000');
  put(148, '        ');
  const sum = out.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return out;
}

/** Reads what `tar cf -` wrote. What is neither file nor folder is left out. */
export function readTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  const decoder = new TextDecoder();
  for (let at = 0; at + block <= archive.length;) {
    const text = (from: number, length: number) =>
      decoder.decode(archive.subarray(at + from, at + from + length)).replace(/\0.*$/s, '');
    const name = text(0, 100);
    if (name === '') break;
    const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
    const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/\/$/, '');
    const size = Number.parseInt(text(124, 12), 8) || 0;
    const mode = Number.parseInt(text(100, 8), 8) || 0o644;
    const start = at + block;
    const kind = text(156, 1);
    if (kind === '5') entries.push({ path, mode });
    else if (kind === '0' || kind === '')
      entries.push({ path, mode, data: archive.slice(start, start + size) });
    at = start + Math.ceil(size / block) * block;
  }
  return entries;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
