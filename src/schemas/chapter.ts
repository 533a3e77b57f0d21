import { z } from 'zod';

const source = z.strictObject({
  id: z.string().regex(/^[a-z\d-]+$/, 'minuscules, chiffres et tirets'),
  title: z.string(),
  url: z.url({ protocol: /^https$/ }),
});

/**
 * The front matter of a chapter. A file in the convention of Hugo has only `title` and `weight` (and keys of other
 * tools, which are ignored): everything else has a default.
 */
export const chapterSchema = z.object({
  title: z.string().transform((title) => title.trim()),
  weight: z.number().default(1000),
  description: z.string().max(180, '180 caractères au plus').default(''),
  minutes: z.number().int().positive().optional(),
  objectives: z.array(z.string()).default([]),
  sources: z.array(source).default([]),
  lab: z.string().optional(),
});

export type Chapter = z.output<typeof chapterSchema>;
