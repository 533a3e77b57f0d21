/** One element of DER: its tag, its content, and all of its bytes. */
export interface Der {
  tag: number;
  content: Uint8Array;
  whole: Uint8Array;
}

export class DerError extends Error {
  override name = 'DerError';
}

/** The element at the start of some bytes (X.690). */
export function readDer(bytes: Uint8Array): Der {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new DerError('too short');
  let length = first;
  let start = 2;
  if (first > 0x80) {
    length = 0;
    for (let left = first & 0x7f; left > 0; left -= 1)
      length = length * 256 + (bytes[start++] ?? 0);
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('too short');
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}

export function children({ content }: Der): readonly Der[] {
  const found: Der[] = [];
  for (let at = 0; at < content.length;) {
    const child = readDer(content.subarray(at));
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** `2.5.4.3`. */
export function oidOf({ content }: Der): string {
  const [first = 0, ...rest] = content;
  const parts = [Math.min(2, Math.floor(first / 40)), first >= 80 ? first - 80 : first % 40];
  let value = 0;
  for (const byte of rest) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(value);
      value = 0;
    }
  }
  return parts.join('.');
}

/** UTF8String, PrintableString, IA5String …; BMPString is UTF-16. */
export function stringOf({ tag, content }: Der): string {
  return new TextDecoder(tag === 0x1e ? 'utf-16be' : 'utf-8').decode(content);
}

/** UTCTime or GeneralizedTime, in milliseconds. */
export function timeOf({ tag, content }: Der): number {
  const text = new TextDecoder().decode(content);
  const full = tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(full) ?? [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The bytes of a BIT STRING, without the count of unused bits. */
export function bitsOf({ content }: Der): Uint8Array {
  return content.subarray(1);
}
