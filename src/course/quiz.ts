import type { Question, WrittenQuestion } from '#schemas/quiz.ts';

export type { Prediction, Question, Quiz, WrittenQuestion } from '#schemas/quiz.ts';

/*
 * An answer is one text, so that progress can keep it: the index of the option (single, predict), the indexes in increasing
 * order (multiple), the indexes of the items as ordered (order), the index of the right side chosen for each left
 * one, empty where none is (match), what was typed (short), the number of the line (yaml-line). Indexes are those of
 * the quiz file.
 */

export interface Marked {
  correct: boolean;
  /** Nothing was answered, or not everything: the learner is asked to complete it, and nothing is recorded. */
  complete: boolean;
}

export function isWritten(question: Question): question is WrittenQuestion {
  return question.type !== 'predict';
}

/** The answer that the quiz file holds to be right. */
export function rightAnswer(question: WrittenQuestion): string {
  switch (question.type) {
    case 'single':
    case 'multiple':
      return question.options.flatMap(({ correct }, index) => (correct ? [index] : [])).join();
    case 'order':
      return question.items.map((_, index) => index).join();
    case 'match':
      return question.pairs.map(({ right }) => rightSides(question).indexOf(right)).join();
    case 'short':
      return question.answers[0] ?? '';
    case 'yaml-line':
      return String(question.line);
  }
}

export function markAnswer(question: WrittenQuestion, answer: string): Marked {
  if (question.type === 'short') {
    const given = normaliseAnswer(answer);
    return {
      complete: given !== '',
      correct: question.answers.some((text) => normaliseAnswer(text) === given),
    };
  }
  const complete = !answer.split(',').includes('');
  return { complete, correct: complete && answer === rightAnswer(question) };
}

/** The answer before the learner has touched anything. */
export function blankAnswer(question: Question): string {
  switch (question.type) {
    case 'order':
      return unsortedOrder(question.items.length, question.id).join();
    case 'match':
      return question.pairs.map(() => '').join();
    case 'single':
    case 'multiple':
    case 'short':
    case 'yaml-line':
    case 'predict':
      return '';
  }
}

/** Whether a stored answer can still be one to this question: its file may have changed since. */
export function isPossibleAnswer(question: Question, answer: string): boolean {
  const indexes = answer.split(',').map(Number);
  const areBelow = (length: number) => indexes.every((index) => index >= 0 && index < length);
  switch (question.type) {
    case 'single':
      return indexes.length === 1 && areBelow(question.options.length);
    case 'multiple':
      return areBelow(question.options.length);
    case 'order':
      return indexes.toSorted((a, b) => a - b).join() === rightAnswer(question);
    case 'match':
      return indexes.length === question.pairs.length && areBelow(rightSides(question).length);
    case 'short':
      return true;
    case 'yaml-line':
      return areBelow(yamlLines(question.yaml).length + 1);
    case 'predict':
      return indexes.length === 1 && areBelow(question.choices.length);
  }
}

export function yamlLines(yaml: string): string[] {
  return yaml.trimEnd().split('\n');
}

/** The order where the item at `from` has moved by `step` places; the same where it cannot. */
export function moveItem(order: string, from: number, step: -1 | 1): string {
  const items = order.split(',');
  const [moved, other] = [items[from], items[from + step]];
  if (moved === undefined || other === undefined) return order;
  items[from] = other;
  items[from + step] = moved;
  return items.join();
}

/** The different right sides of a match, in the order of the file. */
export function rightSides(question: Extract<Question, { type: 'match' }>): string[] {
  return [...new Set(question.pairs.map(({ right }) => right))];
}

export interface ExplainedOption {
  text: string;
  correct: boolean;
  explanation: string;
  chosen: boolean;
}

/** What to say of each option chosen and each right one forgotten; of every option when nothing was answered. */
export function explainedOptions(
  { options }: Extract<Question, { type: 'single' | 'multiple' }>,
  answer: string | undefined,
): ExplainedOption[] {
  const indexes = answer?.split(',');
  return options.flatMap(({ text, correct = false, explanation }, index) => {
    const chosen = indexes?.includes(String(index)) ?? false;
    return correct || chosen || !indexes ? [{ text, correct, explanation, chosen }] : [];
  });
}

/** Case, accents, typographic or plain apostrophes and hyphens, and spaces do not matter. */
export function normaliseAnswer(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[‐‑–—]/g, '-')
    .replace(/\s+/gu, ' ')
    .replace(/[ .!]+$/, '')
    .trim();
}

/** The numbers below `length`, shuffled the same way for the same `seed`, on the server as in the browser. */
export function shuffledOrder(length: number, seed: string): number[] {
  const order = Array.from({ length }, (_, index) => index);
  const random = seededRandom(seed);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** A shuffle that does not give the answer away. */
function unsortedOrder(length: number, seed: string): number[] {
  const order = shuffledOrder(length, seed);
  const isSorted = order.every((value, index) => value === index);
  return isSorted ? [...order.slice(1), ...order.slice(0, 1)] : order;
}

/** FNV-1a of the seed, then mulberry32: small, and even enough for a few options. */
function seededRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Inline = { kind: 'text' | 'code' | 'strong'; text: string };

/** The inline Markdown of quizzes: `code` and **bold**, nothing else. */
export function parseInline(markdown: string): Inline[] {
  return markdown.split(/(`[^`]+`|\*\*[^*]+\*\*)/).flatMap((part): Inline[] => {
    if (part === '') return [];
    if (/^`[^`]+`$/.test(part)) return [{ kind: 'code', text: part.slice(1, -1) }];
    if (/^\*\*[^*]+\*\*$/.test(part)) return [{ kind: 'strong', text: part.slice(2, -2) }];
    return [{ kind: 'text', text: part }];
  });
}

/** The same without its marks, for places that take only text. */
export function plainText(markdown: string): string {
  return parseInline(markdown)
    .map(({ text }) => text)
    .join('');
}
