import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { emptyProgress, parseProgress, printProgress, type Progress } from '#schemas/progress.ts';
import { parseSession, printSession, type KeptSession } from '#schemas/session-file.ts';

/** What an LMS keeps of a learner between two sittings. */
export interface Suspended {
  readonly progress: Progress;
  /** Steps of the lab that were done once, whatever became of them. */
  readonly stepsDone: number;
  /** The lab as it was left, when there is room for it. */
  readonly session?: KeptSession | undefined;
}

/** Of `cmi.suspend_data`, in SCORM 1.2. */
const longestSuspendData = 4096;
/** A learner types as much as they like; an LMS does not keep it. */
const longestAnswer = 100;
const mark = 'm1.';

/**
 * As text for the LMS: ASCII, which no LMS damages, and never longer than it takes. What does not fit is left out, the lab's
 * commands before answers.
 */
export function suspendData(state: Suspended, savedAt: string): string {
  const { progress, stepsDone } = state;
  const answers = Object.entries(progress.answers);
  const short = answers.filter(([, { answer }]) => answer.length <= longestAnswer);
  const smaller: readonly Suspended[] = [
    state,
    { progress, stepsDone },
    { progress: { ...progress, answers: Object.fromEntries(short) }, stepsDone },
    { progress: { ...emptyProgress, labs: progress.labs }, stepsDone },
    { progress: emptyProgress, stepsDone },
  ];
  for (const one of smaller) {
    const text = printed(one, savedAt);
    if (text.length <= longestSuspendData) return text;
  }
  return '';
}

function printed({ progress, stepsDone, session }: Suspended, savedAt: string): string {
  const text = JSON.stringify({
    progress: printProgress(progress, savedAt),
    stepsDone,
    ...(session && { session: printSession(session, savedAt) }),
  });
  return mark + base64(deflateSync(strToU8(text), { level: 9 }));
}

/** Undefined for what is none of ours, cut or damaged: the learner begins anew. */
export function readSuspendData(text: string): Suspended | undefined {
  // Longer is not ours, and a short text cannot inflate to more than some megabytes.
  if (!text.startsWith(mark) || text.length > longestSuspendData) return undefined;
  try {
    const read: unknown = JSON.parse(strFromU8(inflateSync(bytesOf(text.slice(mark.length)))));
    const { progress, stepsDone, session }: Record<string, unknown> = Object(read);
    const found = parseProgress(String(progress));
    if (typeof found === 'string' || !Number.isSafeInteger(stepsDone)) return undefined;
    const lab = typeof session === 'string' ? parseSession(session) : 'bad';
    return {
      progress: found,
      stepsDone: Math.max(0, Number(stepsDone)),
      ...(typeof lab !== 'string' && { session: lab }),
    };
  } catch {
    // Not base64, not deflated, cut, or not JSON: the same to the learner.
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(strFromU8(bytes, true));
}

function bytesOf(text: string): Uint8Array {
  return strToU8(atob(text), true);
}
