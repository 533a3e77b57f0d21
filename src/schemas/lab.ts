import { z } from 'zod';
import { idSchema, textSchema, uniqueIds } from './ids.ts';

const stepSchema = z.strictObject({
  id: idSchema,
  title: textSchema,
  minutes: z.number().positive(),
});

/** `labs/<lab>/lab.yaml`. */
export const labSchema = z.strictObject({
  chapter: idSchema,
  title: textSchema,
  description: textSchema.optional(),
  minutes: z.number().positive(),
  versions: z.record(
    z.string().min(1),
    z.string('une version est un texte. Mettez-la entre guillemets : "1.35".'),
  ),
  verified: z.union(
    [z.iso.date(), z.date().transform((date) => date.toISOString().slice(0, 10))],
    'une date s’écrit AAAA-MM-JJ. Corrigez-la.',
  ),
  steps: z
    .array(stepSchema)
    .min(1)
    .superRefine((steps, context) => uniqueIds(steps, context)),
});

export type Lab = z.infer<typeof labSchema>;
