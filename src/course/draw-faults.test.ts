import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsSchema, type Faults } from '#schemas/faults.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { drawFaults, redraw } from './draw-faults.ts';

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
const ids = ['one', 'two'];

test('each step gets a fault of its own group, with its script, its check and its solution', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const drawn = drawFaults(book, { ids, seed });
      expect([...drawn.steps.keys()]).toEqual(ids);
      const solutions = [...drawn.steps.values()].flatMap(({ solution }) => solution);
      const [first, mendFirst = '', second, mendSecond = ''] = solutions;
      expect([first, second]).toEqual(['sh ~/one.sh', 'sh ~/two.sh']);
      expect(mendFirst.at(-2)).not.toBe(mendSecond.at(-2));
      expect(drawn.files['one.sh']).toContain(mendFirst.replace('mend', 'break'));
      expect(Object.keys(drawn.files)).toEqual(['one.sh', 'two.sh']);
    }),
  );
});

test('the same seed draws the same faults, and seeds draw them all', () => {
  const of = (seed: number) => drawFaults(book, { ids, seed }).files;
  expect(of(7)).toEqual(of(7));
  const seen = new Set(Array.from({ length: 200 }, (_, seed) => Object.values(of(seed))).flat());
  expect(seen.size).toBe(9);
});

test('a lab is drawn anew: its faults, its scripts and its cluster’s seed, and nothing else', () => {
  const step = (id: string) => ({ id, title: id, commands: ['ls'], check, hints: [], fail: [] });
  const setup: SessionSetup = {
    files: { 'a.yaml': 'a', 'one.sh': 'old' },
    seed: 1,
    start: 5,
    loadBalancer: true,
    steps: ['ready', 'one', 'two'].map(step),
  };
  const other = redraw(setup, { ids, book }, 42);
  const { steps, files } = drawFaults(book, { ids, seed: 42 });
  expect(other).toMatchObject({ seed: 42, start: 5, files: { 'a.yaml': 'a', ...files } });
  expect(other.steps?.[0]).toEqual(step('ready'));
  const drawn = steps.get('two');
  expect(other.steps?.[2]).toEqual({
    ...step('two'),
    check: drawn?.check,
    hints: drawn?.hints,
    commands: drawn?.solution,
  });
  expect(redraw(other, { ids, book }, 7)).toEqual(redraw(setup, { ids, book }, 7));
});

test('more steps than groups is an author’s mistake, and so is a fault of no group', () => {
  const many = ['ready', 'one', 'two', 'x'];
  expect(() => drawFaults(book, { ids: many, seed: 1 })).toThrow('il y en a 3');
  const lost = { ...book, faults: [fault('d1', 'd')] };
  expect(faultsSchema.safeParse(lost).success).toBe(false);
});
