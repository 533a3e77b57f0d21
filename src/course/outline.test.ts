import { expect, test } from 'vitest';
import { inOrder, surroundings, type OutlineEntry } from './outline.ts';

const chapter = (weight: number): OutlineEntry => ({
  id: `c${weight}`,
  title: `Chapitre ${weight}`,
  weight,
  description: '',
});
const course = (length: number) =>
  inOrder(Array.from({ length }, (_, index) => chapter(length - index)));

test('the first chapter has no previous, the last no next', () => {
  const chapters = course(3);
  expect(surroundings(chapters, 'c1').previous).toBeUndefined();
  expect(surroundings(chapters, 'c1').next?.id).toBe('c2');
  expect(surroundings(chapters, 'c3').next).toBeUndefined();
});

test('a short course is listed whole', () => {
  expect(surroundings(course(8), 'c4').near).toHaveLength(8);
});

test('a long course is listed around the chapter, never more than twelve', () => {
  const chapters = course(1000);
  for (const id of ['c1', 'c500', 'c1000']) {
    const { near } = surroundings(chapters, id);
    expect(near).toHaveLength(12);
    expect(near.map((entry) => entry.id)).toContain(id);
  }
});

test('a chapter that is not in the course is an error that names it', () => {
  expect(() => surroundings(course(2), 'absent')).toThrow('absent');
});
