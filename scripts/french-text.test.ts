import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { withFrenchSpaces } from './french-text.ts';

test('words of the interface keep their punctuation on their line', () => {
  expect(withFrenchSpaces("<p title='Étapes : 2'>« Un » ; {n} lignes : fin !</p>")).toBe(
    "<p title='Étapes\u00a0: 2'>«\u00a0Un\u00a0»\u202f; {n} lignes\u00a0: fin\u202f!</p>",
  );
  expect(withFrenchSpaces('`${name} : ${count} ?`')).toBe('`${name}\u00a0: ${count}\u202f?`');
});

test('style sheets, and what is not words, stay as they are', () => {
  for (const source of [
    '<style>.a :hover { margin : 0 }</style>',
    "split(' : ')",
    "querySelector('a :not(b)')",
    'x ||= y; a?.b ?? c; if (!x) y();',
  ])
    expect(withFrenchSpaces(source)).toBe(source);
});

test('code means the same with these spaces', () => {
  const code = withFrenchSpaces('[2, 1].map((n) => (n > 1 ? "deux : 2" : "un ?"))');
  const words: unknown = runInThisContext(code);
  expect(words).toEqual(['deux\u00a0: 2', 'un\u202f?']);
});
