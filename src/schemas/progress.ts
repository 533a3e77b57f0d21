/*
 * What a browser keeps of a reader, under `maillage/progress`. Written by hand: the pages load no schema library.
 *
 * Version 1 (November 2026)
 *   chapters.<chapter>            { done, n }             a tick, put or removed
 *   answers.<quiz>/<question>     { correct, answer, n }  the last validated answer
 *   labs.<lab>                    { step, command, n }    where the reader is in a lab
 *   lastVisit                     { chapter, title, url, n }
 * `n` counts the changes of its entry. Two copies are merged by the greater `n`, never by a date: clocks lie.
 *
 * To change the shape: raise `version`, turn the old shape into the new one in `migrate`, and add a stored
 * example of the old one to the tests.
 */

/** An entry and how many times it has changed. */
export type Counted<T> = T & { n: number };

type Tick = Counted<{ done: boolean }>;
/** `answer` is what course/quiz.ts writes and reads. */
type GivenAnswer = Counted<{ correct: boolean; answer: string }>;
export type LabPosition = Counted<{ step: string; command: number }>;
type Visit = Counted<{ chapter: string; title: string; url: string }>;

export interface Progress {
  chapters: Record<string, Tick>;
  answers: Record<string, GivenAnswer>;
  labs: Record<string, LabPosition>;
  lastVisit: Visit | null;
}

/** What was found: a progress, one of a newer version of the site (not to be touched), or something unreadable. */
export type ReadProgress = Progress | 'newer' | 'bad';

const schema = 'maillage/progress';
const version = 1;

export const emptyProgress: Progress = { chapters: {}, answers: {}, labs: {}, lastVisit: null };

/** The text kept for a progress: an envelope that tells its own version and whether it is whole. */
export function printProgress(data: Progress, savedAt: string): string {
  return JSON.stringify({ schema, version, savedAt, data, crc: crc32(JSON.stringify(data)) });
}

/** Never throws, whatever the text: it may have been cut, edited or written by someone else. */
export function parseProgress(text: string): ReadProgress {
  try {
    const envelope = JSON.parse(text);
    if (envelope.schema !== schema) return 'bad';
    if (envelope.version > version) return 'newer';
    if (crc32(JSON.stringify(envelope.data)) !== envelope.crc) return 'bad';
    return migrate(envelope.data);
  } catch {
    // Not JSON, or JSON without the shape of an envelope: both mean that these bytes are not ours.
    return 'bad';
  }
}

/** From any published version to the current one. Entries of a wrong shape are left out. */
function migrate(data: Record<keyof Progress, unknown>): Progress {
  const visit = { chapter: '', title: '', url: '', n: 0 };
  return {
    chapters: entriesLike({ done: true, n: 0 }, data.chapters),
    answers: entriesLike({ correct: true, answer: '', n: 0 }, data.answers),
    labs: entriesLike({ step: '', command: 0, n: 0 }, data.labs),
    lastVisit: isLike(visit, data.lastVisit) ? data.lastVisit : null,
  };
}

function entriesLike<T extends object>(example: T, found: unknown): Record<string, T> {
  return Object.fromEntries(
    Object.entries(Object(found)).filter((pair): pair is [string, T] => isLike(example, pair[1])),
  );
}

function isLike<T extends object>(example: T, found: unknown): found is T {
  return Object.entries(example).every(
    ([name, value]) => typeof Object(found)[name] === typeof value,
  );
}

/** CRC-32 of the text in UTF-16LE, bit by bit: a table would weigh more than the time it saves on a few kilobytes. */
export function crc32(text: string): number {
  let crc = -1;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index);
    for (let bit = 0; bit < 16; bit++) crc = (crc >>> 1) ^ (crc & 1 && 0xedb88320);
  }
  return ~crc >>> 0;
}
