import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blankAnswer,
  explainedOptions,
  isPossibleAnswer,
  isWritten,
  markAnswer,
  moveItem,
  normaliseAnswer,
  parseInline,
  rightAnswer,
  shuffledOrder,
  type Prediction,
  type Question,
} from './quiz.ts';

const asked = { id: 'q', prompt: 'P', explanation: 'E' };
const multiple: Question = {
  id: 'q',
  prompt: 'P',
  type: 'multiple',
  options: [
    { text: 'a', correct: true, explanation: 'ea' },
    { text: 'b', explanation: 'eb' },
    { text: 'c', correct: true, explanation: 'ec' },
  ],
};
const order: Question = { ...asked, type: 'order', items: ['un', 'deux', 'trois', 'quatre'] };
const match: Question = {
  ...asked,
  type: 'match',
  pairs: [
    { left: 'istiod', right: 'plan de contrôle' },
    { left: 'Envoy', right: 'plan de données' },
    { left: 'Pilot', right: 'plan de contrôle' },
  ],
};
const short: Question = { ...asked, type: 'short', answers: ['STRICT', 'l’œuvre déjà-vue'] };
const line: Question = { ...asked, type: 'yaml-line', yaml: 'a: 1\nb: 2\n', line: 2 };
const all = [multiple, order, match, short, line];

describe('an answer', () => {
  test.each(all)('to a $type question is right when it is the one of the file', (question) => {
    expect(markAnswer(question, rightAnswer(question))).toEqual({ complete: true, correct: true });
    expect(isPossibleAnswer(question, rightAnswer(question))).toBe(true);
  });
  test.each(all)('to a $type question is not right before the learner answers', (question) => {
    expect(markAnswer(question, blankAnswer(question)).correct).toBe(false);
  });
  test('is incomplete while a choice is missing', () => {
    for (const question of [multiple, match, short, line]) {
      expect(markAnswer(question, blankAnswer(question)).complete).toBe(false);
    }
    expect(markAnswer(match, '0,,1')).toEqual({ complete: false, correct: false });
  });
  test('is wrong when a right option is forgotten or a wrong one chosen', () => {
    expect(markAnswer(multiple, '0').correct).toBe(false);
    expect(markAnswer(multiple, '0,1,2').correct).toBe(false);
  });
  test('may match two left sides with the same right one', () => {
    expect(rightAnswer(match)).toBe('0,1,0');
  });
  test('in words ignores case, accents, apostrophes, hyphens and spaces', () => {
    for (const text of [' strict ', 'Strict', "L'OEUVRE  deja‑vue", 'l’œuvre\u00a0déjà-vue']) {
      expect(markAnswer(short, text).correct).toBe(true);
    }
    expect(normaliseAnswer(" L'ŒUVRE  Déjà‑vue. ")).toBe("l'oeuvre deja-vue");
    expect(markAnswer(short, 'permissive').correct).toBe(false);
  });
  test('to a prediction is one of its choices', () => {
    const prints = { prints: '200', explanation: 'E' };
    const prediction: Prediction = {
      id: 'q',
      prompt: 'P',
      type: 'predict',
      lab: 'l',
      step: 's',
      lines: ['id'],
      choices: [
        { text: 'a', ...prints },
        { text: 'b', ...prints },
      ],
    };
    expect(isWritten(prediction)).toBe(false);
    expect(isPossibleAnswer(prediction, '1')).toBe(true);
    expect(isPossibleAnswer(prediction, '2')).toBe(false);
    expect(isPossibleAnswer(prediction, '0,1')).toBe(false);
  });
  test('kept before its question changed is not restored', () => {
    expect(isPossibleAnswer(order, '0,1,2')).toBe(false);
    expect(isPossibleAnswer(order, '0,1,2,2')).toBe(false);
    expect(isPossibleAnswer(multiple, '0,3')).toBe(false);
    expect(isPossibleAnswer(match, '0,1')).toBe(false);
    expect(isPossibleAnswer(line, '3')).toBe(false);
    expect(isPossibleAnswer(line, 'strict')).toBe(false);
  });
});

describe('the feedback on options', () => {
  const texts = (answer?: string) => explainedOptions(multiple, answer).map(({ text }) => text);
  test('covers those chosen and the right ones forgotten', () => {
    expect(texts('0')).toEqual(['a', 'c']);
    expect(texts('1,2')).toEqual(['a', 'b', 'c']);
  });
  test('covers them all when nothing was answered', () => {
    expect(texts()).toEqual(['a', 'b', 'c']);
  });
});

describe('a shuffle', () => {
  test('is a permutation, always the same for a seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.string(), (length, seed) => {
        const shuffled = shuffledOrder(length, seed);
        const sorted = shuffled.toSorted((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length }, (_, index) => index));
        expect(shuffledOrder(length, seed)).toEqual(shuffled);
      }),
    );
  });
  test('of items to order never gives the answer', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 5 }), (id, length) => {
        const items = Array.from({ length }, (_, index) => `${index}`);
        const question: Question = { ...order, id, items };
        expect(markAnswer(question, blankAnswer(question))).toEqual({
          complete: true,
          correct: false,
        });
      }),
    );
  });
  test('puts the first option at every place, over many questions', () => {
    const places = Array.from({ length: 40 }, (_, index) =>
      shuffledOrder(4, `question-${index}`).indexOf(0),
    );
    expect(new Set(places).size).toBe(4);
  });
});

test('an item moves one place up or down, and stays at the ends', () => {
  expect(moveItem('2,0,1', 1, -1)).toBe('0,2,1');
  expect(moveItem('2,0,1', 1, 1)).toBe('2,1,0');
  expect(moveItem('2,0,1', 0, -1)).toBe('2,0,1');
  expect(moveItem('2,0,1', 2, 1)).toBe('2,0,1');
});

test('inline Markdown is code and bold, the rest is text', () => {
  expect(parseInline('Que fait `kubectl **x**` en **mode strict** ? <b>2 * 3</b>')).toEqual([
    { kind: 'text', text: 'Que fait ' },
    { kind: 'code', text: 'kubectl **x**' },
    { kind: 'text', text: ' en ' },
    { kind: 'strong', text: 'mode strict' },
    { kind: 'text', text: ' ? <b>2 * 3</b>' },
  ]);
});
