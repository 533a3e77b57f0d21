import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileHint } from '../../scripts/compile-hints.ts';

test.each(['client', 'xterm', 'first-line'])(
  'what is built as %s is compiled while it arrives',
  (name) => {
    const built = readdirSync('dist/_a').filter((file) =>
      new RegExp(String.raw`^${name}[.-][\w-]{8}\.js$`).test(file),
    );
    expect(built).not.toEqual([]);
    for (const file of built)
      expect(readFileSync(`dist/_a/${file}`, 'utf8').split('\n', 1)).toEqual([
        compileHint({ name }),
      ]);
  },
);

test('what a page may never call is not', () => {
  expect(compileHint({ name: 'search' })).toBe('');
});
