import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { moodleXmlOf } from '#course/lms/moodle-xml.ts';

export async function getStaticPaths() {
  const quizzes = await getCollection('quizzes');
  return quizzes.map(({ id, data }) => ({ params: { chapter: id }, props: { quiz: data } }));
}

/** For the question bank of Moodle. */
export const GET: APIRoute = ({ params, props }) =>
  new Response(moodleXmlOf(props['quiz'], `Maillage/${params['chapter']}`), {
    headers: { 'content-type': 'application/xml' },
  });
