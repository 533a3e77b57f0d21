import { useMemo, useState } from 'react';
import {
  blankAnswer,
  isPossibleAnswer,
  isWritten,
  markAnswer,
  type Prediction,
  type Question,
} from '#course/quiz.ts';
import { useIsLive } from '#islands/use-is-live.ts';
import type { Seen } from '#session/prediction.ts';
import { $progress, recordAnswer } from '#session/progress.ts';

/**
 * `restored` is an answer of an earlier visit: shown like a `marked` one, but not announced. A prediction is `running` until
 * the cluster has answered, and `failed` when it could not.
 */
type AttemptState = 'open' | 'incomplete' | 'running' | 'failed' | 'marked' | 'restored';

export interface Attempt {
  id: string;
  answer: string;
  state: AttemptState;
  correct: boolean;
  /** Of a prediction: what the cluster did. */
  seen?: Seen;
  /** Why it could not, in French. */
  problem?: string;
}

function blankAttempt(question: Question): Attempt {
  return { id: question.id, answer: blankAnswer(question), state: 'open', correct: false };
}

function restoredAttempt(question: Question, chapter: string): Attempt | undefined {
  const kept = $progress.get().answers[`${chapter}/${question.id}`];
  if (!kept || !isPossibleAnswer(question, kept.answer)) return undefined;
  // Of a prediction the page knows only what the cluster said then.
  const { correct } = isWritten(question) ? markAnswer(question, kept.answer) : kept;
  return { id: question.id, answer: kept.answer, state: 'restored', correct };
}

export function questionDomId(id: string): string {
  return `question-${id}`;
}

export function isMarked({ state }: Attempt): boolean {
  return state === 'marked' || state === 'restored';
}

interface QuizPlace {
  chapter: string;
  labs: string;
}

/** The attempts of a reader at the questions of a chapter, kept in their progress. */
export function useQuiz(questions: readonly Question[], { chapter, labs }: QuizPlace) {
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
  const mark = (question: Question, attempt: Attempt) => {
    change(attempt);
    if (attempt.state !== 'marked') return;
    const { answer, correct } = attempt;
    recordAnswer(chapter, question.id, { answer, correct });
  };

  return {
    attempts,
    isLive,
    choose: (question: Question, answer: string) => change({ ...blankAttempt(question), answer }),
    validate: (question: Question, answer: string) => {
      if (isWritten(question)) {
        const { complete, correct } = markAnswer(question, answer);
        const state = complete ? 'marked' : 'incomplete';
        mark(question, { id: question.id, answer, correct, state });
        return;
      }
      const attempt = { ...blankAttempt(question), answer };
      if (answer === '') return change({ ...attempt, state: 'incomplete' });
      change({ ...attempt, state: 'running' });
      void seen(labs, question, attempt).then((outcome) => mark(question, outcome));
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

/** What becomes of a prediction. The engine is loaded now, and not before. */
async function seen(labs: string, question: Prediction, attempt: Attempt): Promise<Attempt> {
  try {
    const { runPrediction } = await import('./run-prediction.ts');
    const seen = await runPrediction(labs, question);
    return { ...attempt, state: 'marked', seen, correct: Number(attempt.answer) === seen.right };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...attempt, state: 'failed', problem };
  }
}
