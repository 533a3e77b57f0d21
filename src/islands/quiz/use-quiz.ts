import { useMemo, useState } from 'react';
import { blankAnswer, isPossibleAnswer, markAnswer, type Question } from '#course/quiz.ts';
import { useIsLive } from '#islands/use-is-live.ts';
import { $progress, recordAnswer } from '#session/progress.ts';

/** `restored` is an answer of an earlier visit: shown like a `marked` one, but not announced. */
type AttemptState = 'open' | 'incomplete' | 'marked' | 'restored';

export interface Attempt {
  id: string;
  answer: string;
  state: AttemptState;
  correct: boolean;
}

function blankAttempt(question: Question): Attempt {
  return { id: question.id, answer: blankAnswer(question), state: 'open', correct: false };
}

function restoredAttempt(question: Question, chapter: string): Attempt | undefined {
  const kept = $progress.get().answers[`${chapter}/${question.id}`];
  if (!kept || !isPossibleAnswer(question, kept.answer)) return undefined;
  const { correct } = markAnswer(question, kept.answer);
  return { id: question.id, answer: kept.answer, state: 'restored', correct };
}

export function questionDomId(id: string): string {
  return `question-${id}`;
}

export function isMarked({ state }: Attempt): boolean {
  return state === 'marked' || state === 'restored';
}

/** The attempts of a reader at the questions of a chapter, kept in their progress. */
export function useQuiz(questions: readonly Question[], chapter: string) {
  const isLive = useIsLive();
  const before = useMemo(
    () =>
      questions.map(
        (question) => (isLive && restoredAttempt(question, chapter)) || blankAttempt(question),
      ),
    [questions, chapter, isLive],
  );
  const [since, setSince] = useState<Readonly<Record<string, Attempt>>>({});
  const attempts = before.map((attempt) => since[attempt.id] ?? attempt);
  const change = (...changed: Attempt[]) =>
    setSince((now) => ({
      ...now,
      ...Object.fromEntries(changed.map((attempt) => [attempt.id, attempt])),
    }));

  return {
    attempts,
    isLive,
    choose: (question: Question, answer: string) => change({ ...blankAttempt(question), answer }),
    validate: (question: Question, answer: string) => {
      const { complete, correct } = markAnswer(question, answer);
      change({ id: question.id, answer, correct, state: complete ? 'marked' : 'incomplete' });
      if (complete) recordAnswer(chapter, question.id, { answer, correct });
    },
    /** Shows the wrong questions anew, and takes the reader to the first. */
    retryWrong: () => {
      const wrong = questions.filter((_, index) => {
        const attempt = attempts[index];
        return attempt && isMarked(attempt) && !attempt.correct;
      });
      change(...wrong.map(blankAttempt));
      if (wrong[0]) document.getElementById(questionDomId(wrong[0].id))?.focus();
    },
  };
}
