import { parseSession, printSession, type KeptSession } from '#schemas/session-file.ts';

/*
 * What the organiser tells the room, on one topic each, so that the small and frequent does not carry the large and rare.
 * Written by hand, as everything that pages read: names and numbers only, never a text to show.
 */

export interface Stage {
  scene: Scene;
  lab: SharedLab;
  /** None when no question is put. */
  poll: Poll | undefined;
}

/** Where the organiser is. */
export interface Scene {
  deck: string;
  slide: string;
  blank: boolean;
  /** How many times all hands were lowered. */
  lowered: number;
}

/** The lab as the organiser has it. */
export interface SharedLab {
  /** Undefined without a lab, and when its log is too long to be sent. */
  session: KeptSession | undefined;
  isTooLong: boolean;
}

/** A question of the course put to the room: the attendees' pages have its words. */
export interface Poll {
  id: string;
  /** The chapter whose quiz it is in. */
  quiz: string;
  question: string;
  state: 'open' | 'closed' | 'revealed';
  /** How many chose each option, once it is revealed. */
  counts: readonly number[];
}

export type StageTopic = keyof Stage;

export const stageTopics: readonly StageTopic[] = ['scene', 'lab', 'poll'];

export const noLab: SharedLab = { session: undefined, isTooLong: false };

type Printers = { [T in StageTopic]: (value: Stage[T]) => string };
type Readers = { [T in StageTopic]: (text: string) => { value: Stage[T] } | undefined };

export const printStage: Printers = {
  scene: (scene) => JSON.stringify(scene),
  // In the form of its file, which has its own reader. The date would make two equal sessions differ.
  lab: ({ session, isTooLong }) =>
    JSON.stringify({ file: session && printSession(session, ''), isTooLong }),
  poll: (poll) => JSON.stringify(poll ?? null),
};

/** What was told; undefined for what is no such thing, whatever the text. */
export const readStage: Readers = {
  scene: (text) => {
    const { deck, slide, blank, lowered } = fieldsOf(text);
    if (!isName(deck) || !isName(slide) || !isCount(lowered)) return undefined;
    return typeof blank === 'boolean' ? { value: { deck, slide, blank, lowered } } : undefined;
  },
  lab: (text) => {
    const { file, isTooLong } = fieldsOf(text);
    if (typeof isTooLong !== 'boolean') return undefined;
    if (file === undefined) return { value: { session: undefined, isTooLong } };
    const session = typeof file === 'string' ? parseSession(file) : 'bad';
    return typeof session === 'string' ? undefined : { value: { session, isTooLong } };
  },
  poll: (text) => {
    if (text === 'null') return { value: undefined };
    const { id, quiz, question, state, counts } = fieldsOf(text);
    if (!isName(id) || !isName(quiz) || !isName(question)) return undefined;
    if (!isPollState(state) || !areCounts(counts)) return undefined;
    return { value: { id, quiz, question, state, counts } };
  },
};

const longestName = 200;
const mostOptions = 20;

/** The fields of a JSON object; none for anything else. */
export function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestName;
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= mostOptions && value.every(isCount);
}

function isPollState(value: unknown): value is Poll['state'] {
  return value === 'open' || value === 'closed' || value === 'revealed';
}
