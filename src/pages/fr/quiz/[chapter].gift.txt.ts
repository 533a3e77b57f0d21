import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { giftOf } from '#course/lms/gift.ts';

export async function getStaticPaths() {
  const quizzes = await getCollection('quizzes');
  return quizzes.map(({ id, data }) => ({ params: { chapter: id }, props: { quiz: data } }));
}

/** For the question bank of Moodle, and of others that read its plain format. */
export const GET: APIRoute = ({ params, props }) =>
  new Response(giftOf(props['quiz'], `Maillage/${params['chapter']}`));
