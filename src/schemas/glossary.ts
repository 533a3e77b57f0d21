import { z } from 'zod';
import { idSchema, textSchema, uniqueIds } from './ids.ts';

const termSchema = z.strictObject({
  id: idSchema,
  term: textSchema,
  english: textSchema.optional(),
  definition: textSchema,
  chapter: idSchema.optional(),
  see: z.array(idSchema).optional(),
});

/** `content/glossary.yaml`. */
export const glossarySchema = z
  .strictObject({ terms: z.array(termSchema).min(1) })
  .superRefine(({ terms }, context) => {
    uniqueIds(terms, context, ['terms']);
    const known = new Set(terms.map(({ id }) => id));
    for (const [index, { see = [] }] of terms.entries()) {
      for (const [at, id] of see.entries()) {
        if (known.has(id)) continue;
        const message = `le terme « ${id} » n’est pas dans le glossaire. Ajoutez-le ou retirez le renvoi.`;
        context.addIssue({ code: 'custom', message, path: ['terms', index, 'see', at] });
      }
    }
  });

export type Glossary = z.infer<typeof glossarySchema>;
