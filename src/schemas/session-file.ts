import type { LogLine, TypedLater } from './messages.ts';
import { crc32 } from './progress.ts';

/*
 * A session of a live lab, as a browser keeps it and as a file or a link carries it. Written by hand: the pages load no
 * schema library.
 *
 * Version 1 (November 2026): { lab, lines }, lines as LogLine.
 * Version 2 (November 2026): { lab, seed?, lines }: the seed of a lab that draws its faults.
 *
 * To change the shape: raise `version`, turn the old shape into the new one in `migrate`, and add a stored example of the
 * old one to the tests.
 */

export interface KeptSession extends SessionLog {
  lab: string;
}

/** What the state of a lab follows from. */
export interface SessionLog {
  /** Which draw it is, where the lab draws its faults; that of the lab itself when left out. */
  seed?: number | undefined;
  lines: readonly LogLine[];
}

/** Draws are numbered up to this. */
export const largestSeed = 9_999;

export function isSeed(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= largestSeed;
}

/** What was found: a session, one of a newer version of the site (not to be touched), or something unreadable. */
export type ReadSession = KeptSession | 'newer' | 'bad';

const schema = 'maillage/session';
const version = 2;
/** As the terminal refuses a longer paste. */
const longestLine = 65_536;
const mostLines = 2_000;
/** Running a log again takes a second for an hour of the cluster's time: a link must not ask for years. */
const longestMs = 7 * 24 * 3_600_000;

/** The text kept for a session: an envelope that tells its own version and whether it is whole. */
export function printSession(data: KeptSession, savedAt: string): string {
  return JSON.stringify({ schema, version, savedAt, data, crc: crc32(JSON.stringify(data)) });
}

/** Never throws, whatever the text: it may have been cut, edited or written by someone else. */
export function parseSession(text: string): ReadSession {
  try {
    const envelope = JSON.parse(text);
    if (envelope.schema !== schema) return 'bad';
    if (envelope.version > version) return 'newer';
    if (crc32(JSON.stringify(envelope.data)) !== envelope.crc) return 'bad';
    return migrate(envelope.data) ?? 'bad';
  } catch {
    // Not JSON, or JSON without the shape of an envelope: both mean that these bytes are not ours.
    return 'bad';
  }
}

function migrate(data: Record<keyof KeptSession, unknown>): KeptSession | undefined {
  const { lab, seed, lines } = data;
  if (seed !== undefined && !isSeed(seed)) return undefined;
  if (typeof lab !== 'string' || !Array.isArray(lines) || lines.length > mostLines)
    return undefined;
  const read = lines.map(readLine);
  const whole = read.filter((line) => line !== undefined);
  if (whole.length < read.length || !isInOrder(whole)) return undefined;
  return { lab, lines: whole, ...(seed !== undefined && { seed }) };
}

/** Only the fields that are known, whatever else came along. */
function readLine(found: unknown): LogLine | undefined {
  const { at, text, typed, command }: Record<string, unknown> = Object(found);
  if (!isTime(at) || !isText(text) || !Array.isArray(typed)) return undefined;
  const keys = typed.map(readKey).filter((key) => key !== undefined);
  if (keys.length !== typed.length) return undefined;
  return { at, text, typed: keys, ...(isTime(command) ? { command } : {}) };
}

function readKey(found: unknown): TypedLater | undefined {
  const { after, key }: Record<string, unknown> = Object(found);
  if (!isTime(after)) return undefined;
  const { type, text }: Record<string, unknown> = Object(key);
  switch (type) {
    case 'input':
      return isText(text) ? { after, key: { type, text } } : undefined;
    case 'edited':
      return { after, key: { type, ...(isText(text) ? { text } : {}) } };
    case 'end-of-input':
    case 'interrupt':
      return { after, key: { type } };
    default:
      return undefined;
  }
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= longestMs;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestLine;
}

function isInOrder(lines: readonly LogLine[]): boolean {
  return lines.every(({ at }, index) => at >= (lines[index - 1]?.at ?? 0));
}
