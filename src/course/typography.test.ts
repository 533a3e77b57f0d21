import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frenchProse, frenchSpaces, frenchTypography } from './typography.ts';

const cases: [string, string][] = [
  ["l'injection", 'l’injection'],
  ['Que se passe-t-il ?', 'Que se passe-t-il\u202f?'],
  ['Deux modes : PERMISSIVE ; STRICT.', 'Deux modes\u00a0: PERMISSIVE\u202f; STRICT.'],
  ['« Mise à jour »', '«\u00a0Mise à jour\u00a0»'],
  ['10 % des requêtes en 20 ms', '10\u00a0% des requêtes en 20\u00a0ms'],
  ['1 000 nœuds et 50 000 pods', '1\u202f000 nœuds et 50\u202f000 pods'],
  ['attendre...', 'attendre…'],
  ['http://exemple.fr:80/', 'http://exemple.fr:80/'],
];

test.each(cases)('%s', (typed, printed) => {
  expect(frenchTypography(typed)).toBe(printed);
});

test('applying it twice changes nothing more', () => {
  const french = fc.string({
    unit: fc.constantFrom(..."aé1 '«»:;!?%.…\u00a0\u202f’0ms(".split('')),
  });
  fc.assert(
    fc.property(french, (text) => {
      const once = frenchTypography(text);
      expect(frenchTypography(once)).toBe(once);
    }),
  );
});

test('le code entre apostrophes inversées reste tel quel', () => {
  expect(frenchProse("l'effet de `a ? 'b' : c` ?")).toBe("l’effet de `a ? 'b' : c`\u202f?");
});

test('words among code keep their punctuation on their line', () => {
  expect(frenchSpaces("<p title='Étapes : 2'>« Un » ; {n} lignes : fin !</p>")).toBe(
    "<p title='Étapes\u00a0: 2'>«\u00a0Un\u00a0»\u202f; {n} lignes\u00a0: fin\u202f!</p>",
  );
  expect(frenchSpaces('`${name} : ${count} ?`')).toBe('`${name}\u00a0: ${count}\u202f?`');
});

test('code means the same with their spaces', () => {
  for (const source of ["split(' : ')", "querySelector('a :not(b)')", 'a?.b ?? c; if (!x) y();'])
    expect(frenchSpaces(source)).toBe(source);
  const words: unknown = runInThisContext(
    frenchSpaces('[2, 1].map((n) => (n > 1 ? "deux : 2" : "un ?"))'),
  );
  expect(words).toEqual(['deux\u00a0: 2', 'un\u202f?']);
});
