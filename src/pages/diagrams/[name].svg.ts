import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';

export async function getStaticPaths() {
  const diagrams = await getCollection('diagrams');
  return diagrams.map(({ id, data }) => ({ params: { name: id }, props: { svg: data['svg'] } }));
}

/** A diagram in the colours of one theme: an image cannot see the variables of the page that shows it. */
export const GET: APIRoute = ({ props }) =>
  new Response(String(props['svg']), { headers: { 'content-type': 'image/svg+xml' } });
