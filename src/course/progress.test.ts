import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Progress } from '#schemas/progress.ts';
import { mergeProgress } from './progress.ts';

const id = fc.constantFrom('a', 'b', 'c');
const n = fc.integer({ min: 1, max: 3 });
const word = fc.constantFrom('x', 'y');
const progress: fc.Arbitrary<Progress> = fc.record({
  chapters: fc.dictionary(id, fc.record({ done: fc.boolean(), n }, { noNullPrototype: true })),
  answers: fc.dictionary(
    id,
    fc.record({ correct: fc.boolean(), answer: word, n }, { noNullPrototype: true }),
  ),
  labs: fc.dictionary(id, fc.record({ step: word, command: n, n }, { noNullPrototype: true })),
  lastVisit: fc.option(fc.record({ chapter: word, title: word, url: word, n })),
});

describe('merging two copies of a progress', () => {
  test('gives the same in either order', () => {
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        expect(mergeProgress(a, b)).toEqual(mergeProgress(b, a));
      }),
    );
  });
  test('gives the same however copies are grouped', () => {
    fc.assert(
      fc.property(progress, progress, progress, (a, b, c) => {
        expect(mergeProgress(mergeProgress(a, b), c)).toEqual(
          mergeProgress(a, mergeProgress(b, c)),
        );
      }),
    );
  });
  test('changes nothing when done again', () => {
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        const merged = mergeProgress(a, b);
        expect(mergeProgress(merged, b)).toEqual(merged);
        expect(mergeProgress(a, a)).toEqual(a);
      }),
    );
  });
  test('keeps the ticks of both', () => {
    const tick = { done: true, n: 1 };
    const empty = { chapters: {}, answers: {}, labs: {}, lastVisit: null };
    const merged = mergeProgress(
      { ...empty, chapters: { a: tick } },
      { ...empty, chapters: { b: tick } },
    );
    expect(merged.chapters).toEqual({ a: tick, b: tick });
  });
  test('keeps the last change of an entry, and the tick when two tabs disagree', () => {
    const at = (done: boolean, count: number): Progress => ({
      chapters: { a: { done, n: count } },
      answers: {},
      labs: {},
      lastVisit: null,
    });
    expect(mergeProgress(at(true, 1), at(false, 2)).chapters['a']?.done).toBe(false);
    expect(mergeProgress(at(true, 2), at(false, 2)).chapters['a']?.done).toBe(true);
  });
});
