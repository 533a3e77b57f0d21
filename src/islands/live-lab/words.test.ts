import { expect, test } from 'vitest';
import { newsInWords } from './words.ts';

const steps = ['Un', 'Deux', 'Trois'].map((title) => ({ id: title.toLowerCase(), title }));

test.each([
  [[], [], ''],
  [['un'], [], ''],
  [[], ['un'], 'Étape faite : « Un ». Étape suivante : « Deux ».'],
  [['un'], ['un', 'trois'], 'Étape faite : « Trois ». Étape suivante : « Deux ».'],
  [
    [],
    ['un', 'deux', 'trois'],
    'Étapes faites : « Un », « Deux », « Trois ». Toutes les étapes sont faites.',
  ],
])('from %j to %j it says %j', (before, after, words) => {
  expect(newsInWords(steps, before, after)).toBe(words);
});
