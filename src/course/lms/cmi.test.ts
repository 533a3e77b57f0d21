import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  askedQuestion,
  feedback,
  lessonStatus,
  scoreOf,
  timeOfDay,
  timespan,
  type Work,
} from './cmi.ts';

test('une durée s’écrit en CMITimespan, quelle qu’elle soit', () => {
  expect(timespan(0)).toBe('00:00:00.00');
  expect(timespan(3_723_456)).toBe('01:02:03.46');
  expect(timespan(-5)).toBe('00:00:00.00');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9999 * 3_600_000 }), (ms) => {
      expect(timespan(ms)).toMatch(/^\d{2,4}:[0-5]\d:[0-5]\d\.\d\d$/);
    }),
  );
});

test('l’heure est celle de l’élève', () => {
  expect(timeOfDay(new Date(2026, 10, 30, 9, 5, 7))).toBe('09:05:07');
});

test('les réponses s’écrivent comme le veut leur type', () => {
  expect(feedback('choice', '2')).toBe('c');
  expect(feedback('choice', '0,3')).toBe('a,d');
  expect(feedback('sequencing', '2,0,1')).toBe('c,a,b');
  expect(feedback('matching', '1,0')).toBe('a.b,b.a');
  expect(feedback('numeric', '12')).toBe('12');
  expect(feedback('fill-in', 'x'.repeat(300))).toHaveLength(255);
});

test('une prédiction n’a pas de bonne réponse écrite', () => {
  const explanation = 'Parce que.';
  const choices = ['200', '403'].map((prints) => ({ text: prints, prints, explanation }));
  const prediction = {
    id: 'p',
    type: 'predict',
    prompt: '?',
    lab: 'l',
    step: 's',
    lines: ['x'],
  } as const;
  expect(askedQuestion({ ...prediction, lines: ['x'], choices })).toEqual({
    id: 'p',
    type: 'choice',
  });
  expect(
    askedQuestion({ id: 'm', type: 'short', prompt: '?', answers: ['STRICT'], explanation }),
  ).toEqual({ id: 'm', type: 'fill-in', pattern: 'STRICT' });
});

const all: Work = { questions: 5, answered: 5, right: 4, steps: 3, stepsDone: 3, mastery: 80 };

test('terminé : tout le quiz et tout le labo ; réussi : assez de bonnes réponses', () => {
  expect(lessonStatus(all, 'incomplete')).toBe('passed');
  expect(lessonStatus({ ...all, right: 3 }, 'incomplete')).toBe('completed');
  expect(lessonStatus({ ...all, stepsDone: 2 }, 'not attempted')).toBe('incomplete');
  expect(lessonStatus({ ...all, answered: 4 }, '')).toBe('incomplete');
  expect(lessonStatus({ ...all, questions: 0, answered: 0, right: 0 }, '')).toBe('passed');
});

test('ce qui est atteint n’est jamais perdu', () => {
  expect(lessonStatus({ ...all, right: 0 }, 'passed')).toBe('passed');
  expect(lessonStatus({ ...all, answered: 1 }, 'completed')).toBe('completed');
  // What an LMS that sets the status by itself may have said.
  expect(lessonStatus({ ...all, right: 3 }, 'failed')).toBe('completed');
});

test('la note est un pourcentage du quiz entier', () => {
  expect(scoreOf({ ...all, answered: 1, right: 1 })).toBe(20);
  expect(scoreOf({ ...all, questions: 0 })).toBeUndefined();
});
