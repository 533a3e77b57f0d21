import { readdirSync, readFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import type { Quiz as QuizData } from '#course/quiz.ts';
import { quizSchema } from '#schemas/quiz.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import Quiz from './Quiz.tsx';

const asked = { prompt: 'Que dit `kubectl` ?', explanation: 'Parce que **oui**.' };
const quiz: QuizData = {
  questions: [
    {
      id: 'un',
      type: 'single',
      prompt: 'Lequel ?',
      options: [
        { text: 'ztunnel', correct: true, explanation: 'Il chiffre.' },
        { text: '<img src=x>', explanation: 'Non.' },
      ],
    },
    {
      id: 'plusieurs',
      type: 'multiple',
      prompt: 'Lesquels ?',
      options: [
        { text: 'a', correct: true, explanation: 'Oui a.' },
        { text: 'b', correct: true, explanation: 'Oui b.' },
        { text: 'c', explanation: 'Non c.' },
      ],
    },
    { ...asked, id: 'ordre', type: 'order', items: ['premier', 'deuxième', 'troisième'] },
    {
      ...asked,
      id: 'paires',
      type: 'match',
      pairs: [
        { left: 'istiod', right: 'contrôle' },
        { left: 'Envoy', right: 'données' },
      ],
    },
    { ...asked, id: 'mot', type: 'short', answers: ['STRICT'] },
    { ...asked, id: 'ligne', type: 'yaml-line', yaml: 'kind: Pod\nspec:\n  a: 1\n', line: 3 },
    {
      id: 'essai',
      type: 'predict',
      prompt: 'Que se passe-t-il ?',
      lab: 'pods',
      step: 'deployer',
      files: { 'un.yaml': 'kind: Pod\n' },
      lines: ['kubectl apply -f ~/un.yaml', 'kubectl get pods -o name'],
      choices: [
        { text: 'Un pod', prints: 'pod/un', explanation: 'Il est créé.' },
        { text: 'Aucun', prints: 'rien', explanation: 'Il manque un champ.' },
      ],
    },
  ],
};
const html = renderToString(<Quiz quiz={quiz} chapter="mtls" labs="/fr/labos/" />);
const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;

describe('a quiz without JavaScript', () => {
  test('shows each question in a fieldset with its legend and native controls', () => {
    expect(count(/<fieldset/g)).toBe(7);
    expect(count(/<legend>/g)).toBe(7);
    expect(count(/type="radio"/g)).toBe(2 + 3 + 2);
    expect(count(/type="checkbox"/g)).toBe(3);
    expect(count(/<select/g)).toBe(2);
    expect(count(/type="text"/g)).toBe(1);
  });
  test('folds the answer and its explanation under each question', () => {
    expect(count(/<details/g)).toBe(6 + 1);
    expect(count(/Réponse et explication/g)).toBe(6);
    for (const text of [
      'Il chiffre.',
      'Non c.',
      'Le bon ordre',
      'Les bonnes associations',
      'STRICT',
    ]) {
      expect(html).toContain(text);
    }
  });
  test('shows what a prediction is about, and what to type to see it, but no answer', () => {
    expect(html).toContain('kind: Pod');
    expect(html).toContain('Les commandes à lancer dans le labo');
    expect(html).toContain('kubectl apply -f ~/un.yaml\nkubectl get pods -o name');
    expect(html).not.toContain('Il est créé.');
  });
  test('has no button that would do nothing, and no style attribute', () => {
    expect(html).not.toMatch(/<button|style=/);
  });
  test('shows code and bold as elements, and never lets markup through', () => {
    expect(html).toContain('<code>kubectl</code>');
    expect(html).toContain('<strong>oui</strong>');
    expect(html).not.toContain('<img');
  });
});

test.each(readdirSync('content/quizzes'))('%s is drawn with all its questions', (name) => {
  const file = `content/quizzes/${name}`;
  const data = parseYamlFile(readFileSync(file, 'utf8'), file, quizSchema);
  const drawn = renderToString(<Quiz quiz={data} chapter={name} labs="/fr/labos/" />);
  expect(drawn.match(/<fieldset/g)).toHaveLength(data.questions.length);
});
