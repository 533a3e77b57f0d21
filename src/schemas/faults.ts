import { z } from 'zod';
import { idSchema, textSchema, uniqueIds } from './ids.ts';
import { predicateSchema } from './predicate.ts';

/** What faults of a group break, and the check that holds again once it is mended. */
const groupSchema = z.strictObject({ symptom: textSchema, check: predicateSchema });

const faultSchema = z.strictObject({
  id: idSchema,
  group: idSchema,
  /** Lines of shell that put it in place. */
  break: z.array(z.string().min(1)).min(1),
  /** Lines of shell that mend it. */
  solution: z.array(z.string().min(1)).min(1),
  hint: textSchema,
  /** What it was, told once it is mended. */
  cause: textSchema,
});

/** `labs/<lab>/faults.yaml`: what a lab draws its broken meshes from. */
export const faultsSchema = z
  .strictObject({
    groups: z.record(idSchema, groupSchema),
    faults: z
      .array(faultSchema)
      .min(1)
      .superRefine((faults, context) => uniqueIds(faults, context)),
  })
  .refine(
    ({ groups, faults }) => faults.every(({ group }) => Object.hasOwn(groups, group)),
    'chaque panne nomme un groupe de ce fichier.',
  );

export type Faults = z.infer<typeof faultsSchema>;
export type Fault = Faults['faults'][number];
