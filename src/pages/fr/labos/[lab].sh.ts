import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { realClusterScript } from '#checks/real-cluster.ts';

export async function getStaticPaths() {
  const labs = await getCollection('labs');
  return labs
    .filter(({ data }) => data.live)
    .map(({ id, data }) => ({ params: { lab: id }, props: { lab: data } }));
}

/** The same lab for a real cluster. */
export const GET: APIRoute = ({ props }) => {
  const { id, title, versions, live } = props['lab'];
  return new Response(realClusterScript({ id, title, versions, setup: live }), {
    headers: { 'Content-Type': 'text/x-shellscript; charset=utf-8' },
  });
};
