import { expect, test } from 'vitest';
import { dateFunctions } from './dates.ts';
import { loadLibrary } from './library.ts';
import { listFunctions } from './lists.ts';
import { matchFunctions, testFunctions } from './matching.ts';
import { textFunctions } from './text.ts';

const host = {
  next: () => undefined,
  now: () => 0,
  env: {},
  fileName: () => null,
  line: () => 0,
  tell: () => undefined,
};

const later = [dateFunctions, listFunctions, matchFunctions, testFunctions, textFunctions];

const rest = ['floor/0', 'pow/2', 'scalars/0', 'fromstream/1'];

test.each([...later.flatMap(Object.keys), ...rest])(
  '%s is there for a filter that names it',
  async (key) => {
    const [name = '', arity] = key.split('/');
    const { native } = await loadLibrary(`.items[] | ${name}`, host);
    expect(native(name, Number(arity))).toBeDefined();
  },
);

test('a function is there for a string in which it is computed', async () => {
  const { native } = await loadLibrary(String.raw`"à peu près \(.cpu | floor)"`, host);
  expect(native('floor', 0)).toBeDefined();
});
