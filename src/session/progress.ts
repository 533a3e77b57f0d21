import { atom } from 'nanostores';
import { mergeProgress } from '#course/progress.ts';
import {
  emptyProgress,
  parseProgress,
  printProgress,
  type Counted,
  type LabPosition,
  type Progress,
} from '#schemas/progress.ts';
import { writeSlot } from './slots.ts';
import { readItem, writeItem } from './storage.ts';

/** `kept` in this browser; only in this page's `memory`; or `read-only`, written by a newer version of the site. */
export type Keeping = 'kept' | 'memory' | 'read-only';

const key = 'maillage:progress';

export const $progress = atom<Progress>(emptyProgress);
export const $keeping = atom<Keeping>('kept');

let waiting: ReturnType<typeof setTimeout> | undefined;

/** Takes what other tabs wrote, then writes what waits. */
function sync(): void {
  let keeping = readSlots();
  if (waiting && keeping === 'kept') {
    clearTimeout(waiting);
    waiting = undefined;
    if (!writeSlot(key, exportProgress())) keeping = 'memory';
  }
  $keeping.set(keeping);
}

/** Adds to the page what both slots know. Bytes that cannot be read are set aside, never lost. */
function readSlots(): Keeping {
  let keeping: Keeping = 'kept';
  for (const slot of ['a', 'b']) {
    const name = `${key}:${slot}`;
    const text = readItem(name);
    if (!text) continue;
    const found = parseProgress(text);
    if (found === 'newer') keeping = 'read-only';
    else if (found !== 'bad') $progress.set(mergeProgress($progress.get(), found));
    else if (writeItem(`${key}:corrompu:${Date.now()}-${slot}`, text)) writeItem(name, '');
    else keeping = 'memory';
  }
  return keeping;
}

function change(next: Partial<Progress>): void {
  $progress.set({ ...$progress.get(), ...next });
  waiting ??= setTimeout(sync, 300);
}

function count<T extends object>(before: { n: number } | null | undefined, entry: T): Counted<T> {
  return { ...entry, n: (before?.n ?? 0) + 1 };
}

export function tickChapter(id: string, done: boolean): void {
  const { chapters } = $progress.get();
  change({ chapters: { ...chapters, [id]: count(chapters[id], { done }) } });
}

export function recordAnswer(
  quiz: string,
  question: string,
  given: { correct: boolean; answer: string },
): void {
  const { answers } = $progress.get();
  const id = `${quiz}/${question}`;
  change({
    answers: {
      ...answers,
      [id]: count(answers[id], { correct: given.correct, answer: given.answer }),
    },
  });
}

export function recordLabPosition(lab: string, position: { step: string; command: number }): void {
  const { labs } = $progress.get();
  change({ labs: { ...labs, [lab]: count(labs[lab], position) } });
}

export function labPosition(lab: string): LabPosition | undefined {
  return $progress.get().labs[lab];
}

export function recordVisit(visit: { chapter: string; title: string; url: string }): void {
  change({ lastVisit: count($progress.get().lastVisit, visit) });
}

/** The progress as the text of a file. */
export function exportProgress(): string {
  return printProgress($progress.get(), new Date().toISOString());
}

/** Adds the progress of a file to this one's: nothing is lost, whichever is older. What could not be read changes nothing. */
export function importProgress(text: string): 'added' | 'newer' | 'bad' {
  const found = parseProgress(text);
  if (typeof found === 'string') return found;
  change(mergeProgress($progress.get(), found));
  return 'added';
}

if (typeof window !== 'undefined') {
  sync();
  // Another tab wrote; the page comes back from the browser's cache, where it heard nothing; the page goes.
  for (const news of ['storage', 'pageshow', 'pagehide', 'visibilitychange']) {
    addEventListener(news, sync);
  }
}
