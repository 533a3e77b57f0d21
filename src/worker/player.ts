import type { LiveStep } from '#schemas/live-lab.ts';
import type { Entry } from '#schemas/messages.ts';

/** A command of the lab, and the number of its step. */
export interface Cue {
  readonly text: string;
  readonly step: number;
}

/** The commands of all steps, as one row. */
export function cuesOf(steps: readonly LiveStep[]): readonly Cue[] {
  return steps.flatMap(({ commands }, step) => commands.map((text) => ({ text, step })));
}

/**
 * The command that comes next: the one after the last that was played. When the learner has typed since, the first step
 * that is not done decides: what is done by other ways is not done again.
 */
export function nextCue(
  cues: readonly Cue[],
  entries: readonly Pick<Entry, 'line'>[],
  /** The first step that is not done, or the number of steps. */
  unmet: number,
): number {
  const played = entries.findLastIndex(({ line }) => line.command !== undefined);
  const next = (entries[played]?.line.command ?? -1) + 1;
  const isFree = played < entries.length - 1;
  if (!isFree || cues[next]?.step === unmet) return next;
  const first = cues.findIndex(({ step }) => step === unmet);
  return first < 0 ? cues.length : first;
}

/** Milliseconds of virtual time between two commands. */
export const betweenMs = 900;
/** What a good typist takes, too: before the first key, for each, before Enter. */
const beforeMs = 350;
const keyMs = 38;
const enterMs = 280;
/** A long line is typed by several keys at once. */
const longestKeys = 90;

export interface Stroke {
  /** Since the typist began. */
  readonly after: number;
  /** All that is typed by then. */
  readonly text: string;
}

/** How a line is typed, and when Enter is pressed. */
export function strokesOf(text: string): { strokes: readonly Stroke[]; enter: number } {
  const keys = Array.from(text);
  const size = Math.ceil(keys.length / longestKeys);
  const count = Math.ceil(keys.length / size);
  const strokes = Array.from({ length: count }, (_, at) => ({
    after: beforeMs + at * keyMs,
    text: keys.slice(0, (at + 1) * size).join(''),
  }));
  return { strokes, enter: beforeMs + count * keyMs + enterMs };
}
