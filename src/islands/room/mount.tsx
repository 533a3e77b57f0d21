import { createRoot } from 'react-dom/client';
import quizStyles from '#islands/quiz/quiz.css?url';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import { arrive } from '#session/room/entrance.ts';
import type { RoomCourse } from './course.ts';
import Room from './Room.tsx';
import styles from './room.css?url';

/** Draws the room in `place`, which holds what the page knows of the course. */
export async function mountRoom(place: HTMLElement): Promise<void> {
  // Written by the page's own template.
  const course: RoomCourse = JSON.parse(place.dataset['room'] ?? '{}');
  await Promise.all([loadStyleSheet(quizStyles), loadStyleSheet(styles)]);
  arrive(course.decks);
  createRoot(place).render(<Room course={course} />);
}
