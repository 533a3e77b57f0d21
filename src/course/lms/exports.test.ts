import { readdirSync, readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { parse as parseGift } from 'gift-pegjs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { isWritten } from '#course/quiz.ts';
import { quizSchema } from '#schemas/quiz.ts';
import { giftOf } from './gift.ts';
import { moodleXmlOf } from './moodle-xml.ts';

const folder = 'content/quizzes';
const quizzes = readdirSync(folder).map((file) => ({
  id: file.replace('.yaml', ''),
  quiz: quizSchema.parse(parseYaml(readFileSync(`${folder}/${file}`, 'utf8'))),
}));

const giftTypes = {
  single: 'MC',
  multiple: 'MC',
  order: 'Matching',
  match: 'Matching',
  short: 'Short',
  'yaml-line': 'Short',
} as const;

describe.each(quizzes)('the quiz of $id', ({ id, quiz }) => {
  const written = quiz.questions.filter(isWritten);
  it('is read back from GIFT with its questions and the answers that are right', () => {
    const [category, ...read] = parseGift(giftOf(quiz, `Maillage/${id}`), {});
    expect(category).toMatchObject({ type: 'Category', title: `Maillage/${id}` });
    expect(read.map((one) => one.type)).toEqual(written.map(({ type }) => giftTypes[type]));
    for (const [at, question] of written.entries()) {
      const found = read[at];
      if (question.type !== 'single' || found?.type !== 'MC') continue;
      expect(found.choices.map(({ isCorrect }) => isCorrect)).toEqual(
        question.options.map(({ correct = false }) => correct),
      );
    }
  });

  it('is read back from Moodle XML with as many answers, and 100 % for those that are right', () => {
    const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'answer' });
    const { quiz: read } = parser.parse(moodleXmlOf(quiz, `Maillage/${id}`));
    const [category, ...questions] = read.question;
    expect(category['@_type']).toBe('category');
    expect(questions).toHaveLength(written.length);
    for (const [at, question] of written.entries()) {
      const { answer = [], subquestion = [] } = questions[at];
      const fractions: number[] = answer.map((one: Record<string, string>) =>
        Number(one['@_fraction']),
      );
      const gained = fractions.filter((one) => one > 0).reduce((sum, one) => sum + one, 0);
      if (question.type === 'match' || question.type === 'order')
        expect(subquestion.length).toBe(
          question.type === 'match' ? question.pairs.length : question.items.length,
        );
      else if (question.type === 'short') expect(Math.min(...fractions)).toBe(100);
      else expect(gained).toBeCloseTo(100, 2);
    }
  });
});

it('escapes what GIFT would read as its own', () => {
  const quiz = quizSchema.shape.questions.element;
  const question = quiz.parse({
    id: 'accolades',
    type: 'short',
    prompt: 'Que vaut `{a: ~b}` = # \\ ?',
    answers: ['a=b'],
    explanation: 'x -> y',
  });
  const [, read] = parseGift(giftOf({ questions: [question] }, 'c'), {});
  expect(read).toMatchObject({
    type: 'Short',
    stem: { text: 'Que vaut {a: ~b} = # \\ ?' },
    choices: [{ text: { text: 'a=b' } }],
  });
});
