import { parse } from 'node-html-parser';
import type { Slide } from './slides.ts';

/** What a speaker prepares from the notes of one section. */
export interface Prepared {
  /** The section that it is said in. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** The questions that the notes put to the room, each with what they say of its answer. */
export function questionsOf(slides: readonly Slide[]): readonly Prepared[] {
  return preparedIn(slides, (sentences) =>
    sentences.flatMap((sentence, at) => {
      const next = sentences[at + 1];
      if (!isQuestion(sentence)) return [];
      const isAnswered = endsAsking.test(sentence) && next !== undefined && !isQuestion(next);
      return [isAnswered ? `${sentence} ${next}` : sentence];
    }),
  );
}

/** Where rooms go wrong, as the notes warn. */
export function trapsOf(slides: readonly Slide[]): readonly Prepared[] {
  return preparedIn(slides, (sentences) => sentences.filter((sentence) => warning.test(sentence)));
}

const asked = /^(?:Demandez|Question|Posez)(?!\p{L})/u;
const endsAsking = /\?(?:\s?»)?[.\s]*$/u;
const warning =
  /(?<!\p{L})(?:pièges?|erreur la plus|attention|n’oubliez|oubli(?:e|ent|er)?)(?!\p{L})/iu;

function isQuestion(sentence: string): boolean {
  return asked.test(sentence) || endsAsking.test(sentence);
}

function preparedIn(
  slides: readonly Slide[],
  found: (sentences: readonly string[]) => readonly string[],
): readonly Prepared[] {
  return slides.flatMap(({ id, title, notes }) =>
    found(sentencesOf(notes)).map((text) => ({ id, title, text })),
  );
}

/** A sentence ends before a capital: `.spec`, `1.31` and « … » end none. */
const betweenSentences = /(?<=[.?!…]|[.?!…]\s?»)\s+(?=[\p{Lu}«`])/u;

function sentencesOf(html: string): readonly string[] {
  const paragraphs = parse(html).querySelectorAll('p, li');
  return paragraphs.flatMap((paragraph) =>
    paragraph.textContent.trim().split(betweenSentences).filter(Boolean),
  );
}
