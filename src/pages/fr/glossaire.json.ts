import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';

/** The definitions that a term of a chapter shows. */
export const GET: APIRoute = async () => {
  const terms = await getCollection('glossary');
  return Response.json(
    Object.fromEntries(
      terms.map(({ id, data: { term, english, definition } }) => [
        id,
        { term, english, definition },
      ]),
    ),
  );
};
