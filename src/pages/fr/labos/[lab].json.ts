import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';

export async function getStaticPaths() {
  const labs = await getCollection('labs');
  return labs.map(({ id, data }) => ({ params: { lab: id }, props: { lab: data } }));
}

/** What the terminal of a lab replays. */
export const GET: APIRoute = ({ props }) => Response.json(props['lab']);
