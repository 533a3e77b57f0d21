import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Fault, faults, type Shown } from './table.ts';

const numbers = Array.from({ length: 45 }, (_, at) => at + 1);

const shownBy = (fault: Fault | undefined): readonly Shown[] =>
  fault && 'tests' in fault ? fault.tests : [];

test.each(numbers)('fault %i is shown by a test, or is of another issue', (number) => {
  const fault = faults[number];
  expect(fault).toBeDefined();
  const isElsewhere = fault !== undefined && 'issue' in fault && fault.because !== '';
  expect(shownBy(fault).length > 0 || isElsewhere).toBe(true);
});

test('the tests that the table names are there, and none is skipped', () => {
  const missing = numbers.flatMap((number) =>
    shownBy(faults[number])
      .filter(({ file, test: name }) => !isThere(file, name))
      .map(({ file, test: name }) => `${number}: ${file}: ${name}`),
  );
  expect(missing).toEqual([]);
});

/** The name stands in the file, as the name of a test and not of one that is skipped. */
function isThere(file: string, name: string): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  const at = text.search(new RegExp(`['"\`][^'"\`\\n]*${RegExp.escape(name)}`));
  if (at < 0) return false;
  const before = text.slice(0, at);
  const call = before.slice(before.lastIndexOf('\n\n') + 1);
  return /\b(?:test|it)\b/.test(call) && !/\.(?:skip|todo)\b/.test(call);
}

test('every test of this folder that bears a number is in the table', () => {
  const files = ['command-line', 'manifests', 'cluster'];
  const numbered = files.flatMap((file) => {
    const text = readFileSync(`tests/faults/${file}.test.ts`, 'utf8');
    return [...text.matchAll(/'(\d+)(?: and (\d+))?: /g)].flatMap(([, ...found]) =>
      found.flatMap((one) => (one === undefined ? [] : [[Number(one), file] as const])),
    );
  });
  const unlisted = numbered.filter(
    ([number, file]) => !shownBy(faults[number]).some((shown) => shown.file.includes(`/${file}.`)),
  );
  expect(numbered.length).toBeGreaterThan(30);
  expect(unlisted).toEqual([]);
});
