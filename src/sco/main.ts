import { readSuspendData } from '#course/lms/suspend-data.ts';
import { emptyProgress } from '#schemas/progress.ts';
import { learnerStorage } from './learner-storage.ts';
import { Lms } from './lms-api.ts';
import { localProgress, localSession, progressKey, restore, sessionKey } from './restore.ts';
import { Sitting, type ScoConfig } from './sitting.ts';

/*
 * The first script of a page that an LMS launches. It gives the page a storage of this learner's own, filled with what the
 * LMS kept, and tells the LMS what the page writes there. Without an LMS it does nothing: the page is that of the site.
 */

function config(): ScoConfig {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="maillage:sco"]');
  if (!meta) throw new Error('no meta maillage:sco in the page');
  return JSON.parse(meta.content);
}

/** Undefined in a frame whose browser keeps nothing. */
function realStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The last heading above the middle of the window: where one reads. */
function place(): string {
  const headings = [...document.querySelectorAll<HTMLElement>('main :is(h2, h3)[id]')];
  const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
  return scrollY === 0 ? '' : (above.at(-1)?.id ?? '');
}

function warn(isKept: boolean): void {
  const line = document.querySelector<HTMLElement>('[data-sco-warning]');
  if (line) line.hidden = isKept;
}

function begin(lms: Lms): void {
  const own = config();
  const suspended = readSuspendData(lms.get('cmi.suspend_data')) ?? {
    progress: emptyProgress,
    stepsDone: 0,
  };
  let sitting: Sitting | undefined;
  const storage = learnerStorage({
    real: realStorage(),
    learner: lms.get('cmi.core.student_id'),
    onWrite: (key) => {
      if (key === progressKey) warn(sitting?.learn(localProgress(storage)) ?? true);
      const session =
        own.lab && key === sessionKey(own.lab.id) && localSession(storage, own.lab.id);
      if (session) sitting?.keepSession(session);
    },
  });
  restore(storage, suspended, own.lab?.id);
  Object.defineProperty(window, 'localStorage', { value: storage });
  // Who only looks at what was done changes nothing of it.
  if (['browse', 'review'].includes(lms.get('cmi.core.lesson_mode'))) return;
  sitting = new Sitting(lms, own, suspended);
  follow(sitting, lms.get('cmi.core.lesson_location'));
}

function follow(sitting: Sitting, before: string): void {
  // After the page's own scripts: what they keep when it goes is told as well.
  document.addEventListener('DOMContentLoaded', () => {
    if (location.hash === '') document.getElementById(before)?.scrollIntoView();
    warn(sitting.tell());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) sitting.tell(place());
    });
    addEventListener('pagehide', () => sitting.finish(place()));
    // Shown again as it was, after the LMS has been told that it is over.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) location.reload();
    });
  });
}

const lms = Lms.connect(window);
if (lms) begin(lms);
