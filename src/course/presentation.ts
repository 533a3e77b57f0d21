/*
 * What the windows of one presentation share, and how they agree on it: the last to speak is right. Each change carries a
 * turn, one more than any seen; of two with the same turn the one whose author sorts last wins. So windows that hear the
 * same messages in any order, some of them twice, end in the same state.
 */

export interface Presentation {
  readonly turn: number;
  /** The window that spoke: chance, so that no two are the same. */
  readonly by: string;
  /** The id of the slide shown. */
  readonly slide: string;
  readonly blank: boolean;
  readonly timer: Timer;
}

export interface Timer {
  /** Milliseconds since 1970 at which the current slide came, or the timer went on; undefined while it stands. */
  readonly since?: number;
  /** Milliseconds spent so far, by slide. */
  readonly spent: Readonly<Record<string, number>>;
}

export const stoppedTimer: Timer = { spent: {} };

type Change = Partial<Pick<Presentation, 'slide' | 'blank' | 'timer'>>;

/** A window's own change: later than all it has seen. */
export function changed(state: Presentation, change: Change, by: string): Presentation {
  return { ...state, ...change, turn: state.turn + 1, by };
}

/** What a window shows after it has heard `other`. */
export function agreed(state: Presentation, other: Presentation): Presentation {
  const isLater = other.turn > state.turn || (other.turn === state.turn && other.by > state.by);
  return isLater ? other : state;
}

/** To another slide, with the time spent on this one written down. */
export function movedTo(state: Presentation, slide: string, now: number): Change {
  const { timer } = state;
  if (slide === state.slide || timer.since === undefined) return { slide };
  return { slide, timer: { since: now, spent: spentUntil(state, now) } };
}

/** Starts the timer, or lets it stand. */
export function timerToggled(state: Presentation, now: number): Change {
  const { timer } = state;
  return timer.since === undefined
    ? { timer: { ...timer, since: now } }
    : { timer: { spent: spentUntil(state, now) } };
}

export function timerReset({ timer }: Presentation, now: number): Change {
  return { timer: timer.since === undefined ? stoppedTimer : { since: now, spent: {} } };
}

/** Milliseconds by slide, this one included. A clock that went back takes nothing away. */
function spentUntil({ slide, timer }: Presentation, now: number): Timer['spent'] {
  if (timer.since === undefined) return timer.spent;
  const here = (timer.spent[slide] ?? 0) + Math.max(0, now - timer.since);
  return { ...timer.spent, [slide]: here };
}

/** The plan of a deck: how many milliseconds each slide should take, in order. */
export type Plan = readonly { readonly slide: string; readonly planned: number }[];

export interface Pace {
  /** Milliseconds in all. */
  readonly spent: number;
  readonly planned: number;
  /** On this slide. */
  readonly spentHere: number;
  readonly plannedHere: number;
  /** Behind the plan when positive: what was spent, less what the slides before had, and this one up to its own part. */
  readonly late: number;
}

export function paceOf(state: Presentation, plan: Plan, now: number): Pace {
  const spent = spentUntil(state, now);
  const at = plan.findIndex(({ slide }) => slide === state.slide);
  const before = plan.slice(0, Math.max(0, at));
  const plannedHere = plan[at]?.planned ?? 0;
  const spentHere = spent[state.slide] ?? 0;
  const total = sum(Object.values(spent));
  const due = sum(before.map(({ planned }) => planned)) + Math.min(spentHere, plannedHere);
  return {
    spent: total,
    planned: sum(plan.map(({ planned }) => planned)),
    spentHere,
    plannedHere,
    late: total - due,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

const longestId = 200;
const mostSlides = 1000;

/** A message of another window; undefined for what is none: anything can be written on a channel. */
export function parsePresentation(value: unknown): Presentation | undefined {
  if (!isFields(value)) return undefined;
  const { turn, by, slide, blank, timer } = value;
  if (!Number.isSafeInteger(turn) || typeof turn !== 'number' || turn < 0) return undefined;
  if (!isShortText(by) || !isShortText(slide) || typeof blank !== 'boolean') return undefined;
  const read = parseTimer(timer);
  return read && { turn, by, slide, blank, timer: read };
}

function parseTimer(value: unknown): Timer | undefined {
  if (!isFields(value) || !isFields(value['spent'])) return undefined;
  const { since } = value;
  const spent = Object.entries(value['spent']);
  if (since !== undefined && !isTime(since)) return undefined;
  if (spent.length > mostSlides) return undefined;
  const times: [string, number][] = [];
  for (const [slide, time] of spent) {
    if (!isShortText(slide) || !isTime(time)) return undefined;
    times.push([slide, time]);
  }
  return { ...(since !== undefined && { since }), spent: Object.fromEntries(times) };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestId;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
