import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  agreed,
  changed,
  movedTo,
  paceOf,
  parsePresentation,
  type Presentation,
  stoppedTimer,
  timerReset,
  timerToggled,
} from './presentation.ts';

const start: Presentation = { turn: 0, by: '', slide: 'titre', blank: false, timer: stoppedTimer };
const minute = 60_000;
const plan = [
  { slide: 'titre', planned: minute },
  { slide: 'mtls', planned: 5 * minute },
  { slide: 'fin', planned: 2 * minute },
];

const message = fc.record({
  turn: fc.nat(5),
  by: fc.constantFrom('a', 'b', 'c'),
  slide: fc.constantFrom('titre', 'mtls', 'fin'),
  blank: fc.boolean(),
  timer: fc.constant(stoppedTimer),
});

it('brings windows to the same turn and author, whatever the order of messages', () => {
  fc.assert(
    fc.property(fc.array(message), fc.infiniteStream(fc.nat()), (messages, chance) => {
      const shuffled = messages
        .map((one) => ({ one, at: chance.next().value }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ one }) => one);
      const here = messages.reduce(agreed, start);
      const there = [...shuffled, ...messages].reduce(agreed, start);
      expect([there.turn, there.by]).toEqual([here.turn, here.by]);
    }),
  );
});

it('lets the last change win over the one it was made on', () => {
  const next = changed(start, { slide: 'mtls' }, 'public');
  expect(agreed(start, next)).toBe(next);
  expect(agreed(next, start)).toBe(next);
});

it('counts the time of each slide while the timer runs', () => {
  let state = changed(start, timerToggled(start, 0), 'a');
  state = changed(state, movedTo(state, 'mtls', minute), 'a');
  state = changed(state, timerToggled(state, 4 * minute), 'a');
  expect(state.timer).toEqual({ spent: { titre: minute, mtls: 3 * minute } });
  state = changed(state, movedTo(state, 'fin', 9 * minute), 'a');
  expect(state.timer.spent).toEqual({ titre: minute, mtls: 3 * minute });
  expect(changed(state, timerReset(state, 9 * minute), 'a').timer).toEqual({ spent: {} });
});

it('is late by what the slides before took too long, and by what this one takes over', () => {
  let state = changed(start, timerToggled(start, 0), 'a');
  state = changed(state, movedTo(state, 'mtls', 3 * minute), 'a');
  expect(paceOf(state, plan, 4 * minute)).toMatchObject({
    spent: 4 * minute,
    planned: 8 * minute,
    spentHere: minute,
    plannedHere: 5 * minute,
    late: 2 * minute,
  });
  expect(paceOf(state, plan, 10 * minute).late).toBe(4 * minute);
});

it('is early after slides that took less than planned', () => {
  let state = changed(start, timerToggled(start, 0), 'a');
  state = changed(state, movedTo(state, 'fin', minute), 'a');
  expect(paceOf(state, plan, minute).late).toBe(-5 * minute);
});

it('reads its own messages back, and nothing else', () => {
  const state = changed(start, timerToggled(start, 5), 'a');
  expect(parsePresentation(JSON.parse(JSON.stringify(state)))).toEqual(state);
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const read = parsePresentation(value);
      expect(parsePresentation(structuredClone(read))).toEqual(read);
    }),
  );
  for (const wrong of [
    null,
    [],
    { ...state, turn: -1 },
    { ...state, turn: 1.5 },
    { ...state, slide: 'x'.repeat(201) },
    { ...state, blank: 'oui' },
    { ...state, timer: { spent: { a: '1' } } },
    { ...state, timer: { since: Number.NaN, spent: {} } },
  ])
    expect(parsePresentation(wrong)).toBeUndefined();
});
