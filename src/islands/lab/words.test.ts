import { expect, test } from 'vitest';
import { announcement, durationInWords } from './words.ts';

test.each([
  [37_000, '37 s'],
  [120_000, '2 min'],
  [95_000, '1 min 35 s'],
])('says %i ms as %s', (ms, words) => {
  expect(durationInWords(ms).replaceAll('\u00a0', ' ')).toBe(words);
});

const entry = { id: 0, step: 'un', input: 'ls', output: '', exitCode: 0 };

test('announces the status, the number of lines and the last five', () => {
  expect(announcement(entry, '1\n2\n3\n4\n5\n6\n')).toBe(
    'Commande réussie. 6 lignes. Les 5 dernières\n2\n3\n4\n5\n6',
  );
  expect(announcement({ ...entry, exitCode: 56 }, 'refusé\n')).toBe(
    'Commande en échec, code de retour 56. 1 ligne.\nrefusé',
  );
  expect(announcement(entry, '')).toBe('Commande réussie. Aucune sortie.');
});
