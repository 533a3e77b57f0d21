import { fieldsOf, isCount, isName } from './stage.ts';

/*
 * What an attendee tells the organiser, and only who has chosen to. Nothing in it says who they are: the topic holds a number
 * drawn for this room. Not signed: on a broker without access control anybody may write there, so what is counted is an
 * indication, and bounded.
 */
export type AttendeeMessage =
  | { type: 'here'; lab: string; step: string; hand: boolean }
  | { type: 'answer'; poll: string; choices: readonly number[] }
  /** Also their last will, which the broker sends when they are gone. */
  | { type: 'left' };

const largestAttendeeMessage = 1000;
const mostChoices = 20;

export function printAttendee(message: AttendeeMessage): string {
  return JSON.stringify(message);
}

/** Undefined for what is no message, whatever the bytes. */
export function readAttendee(bytes: Uint8Array): AttendeeMessage | undefined {
  if (bytes.length > largestAttendeeMessage) return undefined;
  const { type, lab, step, hand, poll, choices } = fieldsOf(new TextDecoder().decode(bytes));
  switch (type) {
    case 'here':
      return isName(lab) && isName(step) && typeof hand === 'boolean'
        ? { type, lab, step, hand }
        : undefined;
    case 'answer':
      return isName(poll) && areChoices(choices) ? { type, poll, choices } : undefined;
    case 'left':
      return { type };
    default:
      return undefined;
  }
}

function areChoices(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostChoices) return false;
  return value.every(isCount) && new Set(value).size === value.length;
}
