import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyProgress } from '#schemas/progress.ts';
import { readSuspendData, suspendData, type Suspended } from './suspend-data.ts';

const savedAt = '2026-11-30T09:00:00.000Z';
const count = fc.integer({ min: 1, max: 50 });
const answers = (longest: number) =>
  fc.dictionary(
    fc.stringMatching(/^mtls\/[a-z-]{3,20}$/),
    fc.record({
      correct: fc.boolean(),
      answer: fc.string({ maxLength: longest, unit: 'grapheme' }),
      n: count,
    }),
    { maxKeys: 12 },
  );
const lines = (most: number) =>
  fc
    .array(fc.string({ minLength: 1, maxLength: 90 }), { maxLength: most })
    .map((texts) => texts.map((text, at) => ({ at: at * 1000, text, typed: [] })));

function state(longest: number, most: number): fc.Arbitrary<Suspended> {
  return fc
    .record({
      answers: answers(longest),
      lines: lines(most),
      stepsDone: fc.nat(20),
      command: fc.nat(9),
    })
    .map(({ answers, lines, stepsDone, command }) => ({
      stepsDone,
      progress: { ...emptyProgress, answers, labs: { labo: { step: 'injecter', command, n: 3 } } },
      session: { lab: 'labo', seed: 4, lines },
    }));
}

test('ce qui tient revient à l’identique', () => {
  fc.assert(
    fc.property(state(40, 10), (one) => {
      expect(readSuspendData(suspendData(one, savedAt))).toEqual(one);
    }),
  );
});

test('jamais plus de 4096 caractères, tous ASCII, et les étapes faites y sont toujours', () => {
  fc.assert(
    fc.property(state(5000, 300), (one) => {
      const text = suspendData(one, savedAt);
      expect(text.length).toBeLessThanOrEqual(4096);
      expect(text).toMatch(/^[\x21-\x7e]+$/);
      expect(readSuspendData(text)?.stepsDone).toBe(one.stepsDone);
    }),
    { numRuns: 40 },
  );
});

test('un long labo de quarante commandes tient avec les réponses', () => {
  const commands = Array.from(
    { length: 40 },
    (_, at) =>
      `kubectl -n ns-${at * 7919} get pods -l app=reviews,version=v${at % 3} -o jsonpath='{.items[${at}].metadata.name}'`,
  );
  const session = {
    lab: 'istio',
    lines: commands.map((text, at) => ({ at: at * 7919, text, typed: [], command: at })),
  };
  const one = { progress: emptyProgress, stepsDone: 8, session };
  expect(readSuspendData(suspendData(one, savedAt))).toEqual(one);
});

test('un texte étranger, coupé ou abîmé fait recommencer, sans erreur', () => {
  const whole = suspendData({ progress: emptyProgress, stepsDone: 1 }, savedAt);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `m1.${text}`),
        fc.nat(whole.length - 1).map((length) => whole.slice(0, length)),
      ),
      (text) => {
        expect(readSuspendData(text)).toBeUndefined();
      },
    ),
  );
  expect(readSuspendData(`m1.${'A'.repeat(5000)}`)).toBeUndefined();
});
