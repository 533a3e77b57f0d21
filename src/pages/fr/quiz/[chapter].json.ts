import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';

export async function getStaticPaths() {
  const quizzes = await getCollection('quizzes');
  return quizzes.map(({ id, data }) => ({ params: { chapter: id }, props: { quiz: data } }));
}

/** The quiz that a chapter shows when the reader reaches it. */
export const GET: APIRoute = ({ props }) => Response.json(props['quiz']);
