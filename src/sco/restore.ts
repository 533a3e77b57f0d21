import type { Suspended } from '#course/lms/suspend-data.ts';
import { mergeProgress } from '#course/progress.ts';
import { parseProgress, printProgress, type Progress } from '#schemas/progress.ts';
import { parseSession, printSession, type KeptSession } from '#schemas/session-file.ts';

/** Where `session/slots.ts` keeps the two copies of a text. */
const slotsOf = (key: string) => [`${key}:a`, `${key}:b`] as const;
export const progressKey = 'maillage:progress';
export const sessionKey = (lab: string) => `maillage:labo:${lab}`;

/** Gives the page what the LMS kept, beside what this browser kept of the same learner, before it reads either. */
export function restore(
  storage: Storage,
  { progress, session }: Suspended,
  lab: string | undefined,
): void {
  const now = new Date().toISOString();
  const all = mergeProgress(localProgress(storage), progress);
  put(storage, progressKey, printProgress(all, now));
  if (!session || session.lab !== lab) return;
  const local = localSession(storage, session.lab);
  if (local && goesOn(local, session)) return;
  put(storage, sessionKey(session.lab), printSession(session, now));
}

function put(storage: Storage, key: string, text: string): void {
  const [a, b] = slotsOf(key);
  storage.setItem(a, text);
  storage.setItem(key, 'a');
  storage.removeItem(b);
}

export function localProgress(storage: Storage): Progress {
  return slotsOf(progressKey)
    .map((slot) => parseProgress(storage.getItem(slot) ?? ''))
    .filter((found) => typeof found !== 'string')
    .reduce(mergeProgress, { chapters: {}, answers: {}, labs: {}, lastVisit: null });
}

export function localSession(storage: Storage, lab: string): KeptSession | undefined {
  const key = sessionKey(lab);
  const slots = slotsOf(key);
  const inOrder = storage.getItem(key) === 'b' ? slots.toReversed() : slots;
  return inOrder
    .map((slot) => parseSession(storage.getItem(slot) ?? ''))
    .find((found) => typeof found !== 'string');
}

/** Whether `local` is `kept` and what came after it: the LMS was not told all. */
function goesOn(local: KeptSession, kept: KeptSession): boolean {
  return (
    local.seed === kept.seed &&
    kept.lines.every(
      ({ at, text }, index) => local.lines[index]?.at === at && local.lines[index].text === text,
    )
  );
}
