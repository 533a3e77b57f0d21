import { deflateSync, type DeflateOptions } from 'fflate';
import { joined } from '#shell/descriptors.ts';
import { bytesOf, lettersOfText } from '#shell/programs/bytes.ts';
import { inflate } from './inflate.ts';

/** The numbers of a gzip file (RFC 1952) are little-endian. */
const number = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 255);

interface Compressed {
  bytes: Uint8Array;
  /** Of its head and its end, which a ratio leaves out. */
  overhead: number;
}

export function compress(
  data: Uint8Array,
  { level, name, seconds }: { level: number; name: string | undefined; seconds: number },
): Compressed {
  const speed = level === 9 ? 2 : level === 1 ? 4 : 0;
  const head = [0x1f, 0x8b, 8, name === undefined ? 0 : 8, ...number(seconds, 4), speed, 3];
  const title = name === undefined ? new Uint8Array() : bytesOf(`${lettersOfText(name)}\0`);
  const deflated = deflateSync(data, { level: levelOf(level) });
  const tail = [...number(crcOf(data), 4), ...number(data.length, 4)];
  return {
    bytes: joined([Uint8Array.from(head), title, deflated, Uint8Array.from(tail)]),
    overhead: head.length + title.length + tail.length,
  };
}

/** How much smaller a file is once it is compressed, but for what is around its data. */
export function ratioOf(
  length: number,
  { size, overhead }: { size: number; overhead: number },
): string {
  const saved = length === 0 ? 0 : (100 * (length - (size - overhead))) / length;
  return `${saved.toFixed(1).padStart(5)}%`;
}

const levels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function levelOf(level: number): NonNullable<DeflateOptions['level']> {
  return levels.find((one) => one === level) ?? 6;
}

export interface Decompressed {
  bytes: Uint8Array;
  overhead: number;
  crc: number;
  /** When the file was last changed, as its head says; 0 where it does not. */
  seconds: number;
  /** In gzip's words. */
  wrong: readonly string[];
}

const magic = [0x1f, 0x8b];

export function isCompressed(data: Uint8Array, at = 0): boolean {
  return magic.every((byte, i) => data[at + i] === byte);
}

const garbage = 'decompression OK, trailing garbage ignored';

export function isWarning(wrong: readonly string[]): boolean {
  return wrong.every((one) => one === garbage);
}

/** All the members of a file, one after the other. */
export function decompress(data: Uint8Array): Decompressed {
  if (data.length < 2) return nothing(['unexpected end of file']);
  if (!isCompressed(data)) return nothing(['not in gzip format']);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const member = decompressMember(data, at);
    parts.push(member.bytes);
    at = member.end;
    const rest = data.subarray(at);
    const isOver = rest.every((byte) => byte === 0) || member.wrong.length > 0;
    if (!isOver && isCompressed(rest)) continue;
    const wrong = isOver ? member.wrong : [garbage];
    return { ...member, bytes: joined(parts), wrong };
  }
}

function nothing(wrong: readonly string[]): Decompressed {
  return { bytes: new Uint8Array(), overhead: 0, crc: 0, seconds: 0, wrong };
}

function decompressMember(data: Uint8Array, from: number): Decompressed & { end: number } {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const start = dataStart(data, from);
  if (start === undefined) return { ...nothing(['unexpected end of file']), end: data.length };
  const { bytes, end, wrong } = inflate(data, start);
  const seconds = view.getUint32(from + 4, true);
  const found = { bytes, overhead: start - from + 8, crc: crcOf(bytes), seconds, end: end + 8 };
  if (wrong === 'violated') {
    // Only whole windows were written by then.
    const written = bytes.subarray(0, bytes.length - (bytes.length % 32_768));
    return { ...found, bytes: written, wrong: ['invalid compressed data--format violated'] };
  }
  if (wrong || end + 8 > data.length) return { ...found, wrong: ['unexpected end of file'] };
  const hasCrc = view.getUint32(end, true) === found.crc;
  const hasLength = view.getUint32(end + 4, true) === bytes.length;
  return {
    ...found,
    wrong: [
      ...(hasCrc ? [] : ['invalid compressed data--crc error']),
      ...(hasLength ? [] : ['invalid compressed data--length error']),
    ],
  };
}

/** Past the head of a member, with what it may hold; undefined if the file ends before. */
function dataStart(data: Uint8Array, from: number): number | undefined {
  const flags = data[from + 3] ?? 0;
  let at = from + 10;
  if ((flags & 4) !== 0) at += 2 + (data[at] ?? 0) + 256 * (data[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = data.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= data.length ? at : undefined;
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let crc = i;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
