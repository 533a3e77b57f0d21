import { useEffect, useState } from 'react';
import type { Question, Quiz } from '#course/quiz.ts';

export type Choice = Extract<Question, { type: 'single' | 'multiple' }>;

/** Questions that a room can be asked: those whose answers are options. */
function choicesOf({ questions }: Quiz): Choice[] {
  return questions.filter(
    (question): question is Choice => question.type === 'single' || question.type === 'multiple',
  );
}

/** The questions of a chapter, from the site itself; none before they are there, or when they cannot be read. */
export function useChoices(base: string, chapter: string | undefined): readonly Choice[] {
  const [found, setFound] = useState<{ chapter: string; choices: readonly Choice[] }>();
  useEffect(() => {
    if (!chapter) return;
    const leaving = new AbortController();
    readQuiz(`${base}/fr/quiz/${chapter}.json`, leaving.signal).then(
      (quiz) => setFound({ chapter, choices: choicesOf(quiz) }),
      () => undefined,
    );
    return () => leaving.abort();
  }, [base, chapter]);
  return found && found.chapter === chapter ? found.choices : [];
}

async function readQuiz(url: string, signal: AbortSignal): Promise<Quiz> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`${url} : ${answer.status}`);
  return answer.json();
}
