import { z } from 'zod';

/** An identifier that progress, URLs and other files refer to. */
export const idSchema = z
  .string()
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'un identifiant s’écrit en minuscules, chiffres et tirets. Renommez-le.',
  );

/** A sentence or a word people read. */
export const textSchema = z.string().trim().min(1, 'texte vide. Complétez-le.');

export const httpsSchema = z.url({ protocol: /^https$/ });

/** The check of a list: no two entries share the same `id`. The second one is reported. */
export function uniqueIds(
  list: readonly { id: string }[],
  context: z.core.$RefinementCtx,
  path: readonly (string | number)[] = [],
): void {
  const seen = new Set<string>();
  for (const [index, { id }] of list.entries()) {
    if (seen.has(id)) {
      const message = `l’identifiant « ${id} » est déjà pris. Donnez-en un autre.`;
      context.addIssue({ code: 'custom', message, path: [...path, index, 'id'] });
    }
    seen.add(id);
  }
}
