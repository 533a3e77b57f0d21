import { createRoot } from 'react-dom/client';
import type { Quiz as QuizData } from '#course/quiz.ts';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import Quiz from './Quiz.tsx';
import styles from './quiz.css?url';

interface QuizPlace {
  url: string;
  chapter: string;
  labs: string;
}

/** Draws the quiz of `chapter` in `place`, from its JSON at `url`. Rejects when it cannot be read: the link to its page stays. */
export async function mountQuiz(
  place: HTMLElement,
  { url, chapter, labs }: QuizPlace,
): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} : ${answer.status}`);
  const quiz: QuizData = await answer.json();
  await loadStyleSheet(styles);
  place.replaceChildren();
  createRoot(place).render(<Quiz quiz={quiz} chapter={chapter} labs={labs} />);
}
