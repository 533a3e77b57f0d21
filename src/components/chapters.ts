import { getCollection } from 'astro:content';
import { inOrder, surroundings, type OutlineEntry } from '#course/outline.ts';

/** The chapters as lists show them, in the order of the course. */
export async function courseOutline(): Promise<OutlineEntry[]> {
  const chapters = await getCollection('chapters');
  return inOrder(chapters.map(({ id, data }) => ({ id, ...data })));
}

/** One address for each chapter, with what stands around it: for the page and for the deck. */
export async function chapterPaths() {
  const chapters = await getCollection('chapters');
  const outline = await courseOutline();
  return chapters.map((chapter) => ({
    params: { chapter: chapter.id },
    props: { chapter, around: surroundings(outline, chapter.id) },
  }));
}
