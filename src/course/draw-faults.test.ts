import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsSchema, type Faults } from '#schemas/faults.ts';
import { drawFaults } from './draw-faults.ts';

const check = { file: 'a' };
const fault = (id: string, group: string) => ({
  id,
  group,
  break: [`break ${id}`],
  solution: [`mend ${id}`],
  hint: `Indice ${id}`,
  cause: `Cause ${id}`,
});
const book: Faults = faultsSchema.parse({
  groups: { a: { symptom: 'A', check }, b: { symptom: 'B', check }, c: { symptom: 'C', check } },
  faults: ['a', 'b', 'c'].flatMap((group) => [1, 2, 3].map((n) => fault(`${group}${n}`, group))),
});
const steps = ['ready', 'one', 'two'].map((id) => ({ id, title: id, minutes: 1 }));
const ids = ['one', 'two'];

test('each step gets a fault of its own group, with its script, its check and its solution', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const drawn = drawFaults(steps, book, { ids, seed });
      expect(drawn.steps[0]).toEqual(steps[0]);
      const solutions = drawn.steps.flatMap(({ solution }) => solution ?? []);
      const [first, mendFirst = '', second, mendSecond = ''] = solutions;
      expect([first, second]).toEqual(['sh ~/one.sh', 'sh ~/two.sh']);
      expect(mendFirst.at(-2)).not.toBe(mendSecond.at(-2));
      expect(drawn.files['one.sh']).toContain(mendFirst.replace('mend', 'break'));
      expect(Object.keys(drawn.files)).toEqual(['one.sh', 'two.sh']);
    }),
  );
});

test('the same seed draws the same faults, and seeds draw them all', () => {
  const of = (seed: number) => drawFaults(steps, book, { ids, seed }).files;
  expect(of(7)).toEqual(of(7));
  const seen = new Set(Array.from({ length: 200 }, (_, seed) => Object.values(of(seed))).flat());
  expect(seen.size).toBe(9);
});

test('more steps than groups is an author’s mistake, and so is a fault of no group', () => {
  const many = ['ready', 'one', 'two', 'x'];
  expect(() => drawFaults(steps, book, { ids: many, seed: 1 })).toThrow('il y en a 3');
  const lost = { ...book, faults: [fault('d1', 'd')] };
  expect(faultsSchema.safeParse(lost).success).toBe(false);
});
