import { expect, it } from 'vitest';
import type { AttendeeMessage } from './attendee.ts';
import { absenceMs, headcount, heard, nobody, present, type Audience } from './audience.ts';

function here(step: string, hand = false, lab = 'tp-istio'): AttendeeMessage {
  return { type: 'here', lab, step, hand };
}

function after(messages: readonly (readonly [string, AttendeeMessage])[], now = 0): Audience {
  return messages.reduce((room, [id, message]) => heard(room, id, { message, now }), nobody);
}

it('counts who is on which step, and the hands that are up', () => {
  const room = after([
    ['a', here('un')],
    ['b', here('deux', true)],
    ['a', here('deux')],
    ['c', here('', true, 'autre')],
  ]);
  expect(headcount(room, 'tp-istio')).toEqual({ here: 3, hands: 2, steps: new Map([['deux', 2]]) });
});

it('forgets who leaves, and who has fallen silent', () => {
  const early = after([
    ['a', here('un')],
    ['b', here('un')],
  ]);
  const left = heard(early, 'a', { message: { type: 'left' }, now: 1 });
  expect(left.size).toBe(1);
  const later = heard(early, 'b', { message: here('un'), now: absenceMs });
  expect([...present(later, absenceMs + 1).keys()]).toEqual(['b']);
  expect(present(later, absenceMs)).toBe(later);
});

it('does not take an answer for a presence, nor more than a thousand people', () => {
  expect(after([['a', { type: 'answer', poll: 'p', choices: [0] }]])).toBe(nobody);
  const crowd = after(Array.from({ length: 1200 }, (_, at) => [`n${at}`, here('un')]));
  expect(crowd.size).toBe(1000);
  expect(heard(crowd, 'n1', { message: here('deux'), now: 0 }).get('n1')?.step).toBe('deux');
});
