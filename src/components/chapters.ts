import { getCollection } from 'astro:content';
import { inOrder, type OutlineEntry } from '#course/outline.ts';

/** The chapters as lists show them, in the order of the course. */
export async function courseOutline(): Promise<OutlineEntry[]> {
  const chapters = await getCollection('chapters');
  return inOrder(chapters.map(({ id, data }) => ({ id, ...data })));
}
