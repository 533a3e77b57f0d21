import { expect, test } from 'vitest';
import { readsInput } from './reads-input.ts';

const files = new Set(['a.yaml', 'b']);
const isFile = (path: string) => files.has(path);

const reads = (line: string, isTerminal = false) => {
  const [name = '', ...args] = line.split(' ');
  return readsInput([name, ...args], { isFile, isTerminal });
};

test.each([
  ['jq .a a.yaml', false],
  ['jq .a', true],
  ['sed -n 1p b', false],
  ['sed -f b', true],
  ['sed -f b a.yaml', false],
  ['grep (a+)+ b -', true],
])('%s reads its standard input: %s', (line, expected) => {
  expect(reads(line)).toBe(expected);
});

test('a file that is not there is not awaited from a keyboard', () => {
  expect(reads('grep (a+)+ lost.yaml', true)).toBe(false);
  expect(reads('grep (a+)+ lost.yaml')).toBe(true);
});
