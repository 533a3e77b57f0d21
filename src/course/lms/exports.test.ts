import { readdirSync, readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { parse as parseGift } from 'gift-pegjs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { isWritten, type WrittenQuestion } from '#course/quiz.ts';
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

/** What is gained by each answer that is right, and how many pairs there are to match. */
function expectedOf(question: WrittenQuestion): { gains: number[]; pairs: number } {
  switch (question.type) {
    case 'single':
    case 'yaml-line':
      return { gains: [100], pairs: 0 };
    case 'multiple': {
      const right = question.options.filter(({ correct }) => correct);
      return { gains: right.map(() => Number((100 / right.length).toFixed(5))), pairs: 0 };
    }
    case 'short':
      return { gains: question.answers.map(() => 100), pairs: 0 };
    case 'match':
      return { gains: [], pairs: question.pairs.length };
    case 'order':
      return { gains: [], pairs: question.items.length };
  }
}

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
    expect(
      written.map((_, at) => {
        const { answer = [], subquestion = [] } = questions[at];
        const gains = answer
          .map((one: Record<string, string>) => Number(one['@_fraction']))
          .filter((fraction: number) => fraction > 0);
        return { gains, pairs: subquestion.length };
      }),
    ).toEqual(written.map(expectedOf));
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
