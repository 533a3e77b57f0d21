import { atom, type ReadableAtom } from 'nanostores';
import { parseSession, printSession, type SessionLog } from '#schemas/session-file.ts';
import { readSlots, writeSlot } from './slots.ts';
import { readItem, removeItem, writeItem } from './storage.ts';

/** `kept` in this browser; only in this page's `memory`; or `read-only`, written by a newer version of the site. */
export type SessionKeeping = 'kept' | 'memory' | 'read-only';

const empty: SessionLog = { lines: [] };

/** The log of one lab, kept in the browser. */
export interface KeptLog {
  readonly $keeping: ReadableAtom<SessionKeeping>;
  /** What was kept; nothing when nothing could be read. */
  read: () => SessionLog;
  /** Keeps this one, a moment later: the last one given counts. */
  write: (log: SessionLog) => void;
  /** Keeps at once what waits: the page goes. */
  flush: () => void;
  /** Writes no more. */
  close: () => void;
}

const delayMs = 300;
/** Ids of the labs that have a session, the last used at the end. */
const indexKey = 'maillage:labos';

const keyOf = (lab: string) => `maillage:labo:${lab}`;

export function openKeptLog(lab: string): KeptLog {
  const $keeping = atom<SessionKeeping>('kept');
  let waiting: { log: SessionLog; timer: ReturnType<typeof setTimeout> } | undefined;

  const read = (): SessionLog => {
    for (const { name, text } of readSlots(keyOf(lab))) {
      const found = parseSession(text);
      if (found === 'newer') {
        $keeping.set('read-only');
        return empty;
      }
      if (found !== 'bad' && found.lab === lab) return found;
      // Bytes that cannot be read are set aside, never lost.
      if (writeItem(`${keyOf(lab)}:corrompu:${Date.now()}`, text)) removeItem(name);
    }
    return empty;
  };

  const flush = (): void => {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    const { seed, lines } = waiting.log;
    waiting = undefined;
    if ($keeping.get() === 'read-only') return;
    const text = printSession({ lab, seed, lines }, new Date().toISOString());
    $keeping.set(keep(lab, text) ? 'kept' : 'memory');
  };

  return {
    $keeping,
    read,
    write: (log) => {
      if (waiting) clearTimeout(waiting.timer);
      waiting = { log, timer: setTimeout(flush, delayMs) };
    },
    flush,
    close: () => {
      if (waiting) clearTimeout(waiting.timer);
      waiting = undefined;
    },
  };
}

/** Where there is no room left, the sessions of other labs go, the oldest first: never the progress. */
function keep(lab: string, text: string): boolean {
  const others = labsInOrder().filter((other) => other !== lab);
  while (!writeSlot(keyOf(lab), text)) {
    const oldest = others.shift();
    if (oldest === undefined) return false;
    for (const suffix of ['', ':a', ':b']) removeItem(`${keyOf(oldest)}${suffix}`);
  }
  return writeItem(indexKey, [...others, lab].join(' '));
}

function labsInOrder(): string[] {
  return (readItem(indexKey) ?? '').split(' ').filter((lab) => lab !== '');
}
