import { z } from 'zod';
import { idSchema, textSchema, uniqueIds } from './ids.ts';
import { probeSchema, stepChecksSchema } from './predicate.ts';

/** What a lab may need of the worker. */
const engines = ['kubernetes', 'istio', 'linkerd'] as const;

/** Those that are there: a lab that needs another one is replayed from its transcript. */
const presentEngines: ReadonlySet<(typeof engines)[number]> = new Set([
  'kubernetes',
  'istio',
  'linkerd',
]);

const stepSchema = z.strictObject({
  id: idSchema,
  title: textSchema,
  minutes: z.number().positive(),
  ...stepChecksSchema,
});

/** Where a live lab begins: the same cluster, at the same time, for everyone. */
const startSchema = z.strictObject({
  seed: z.int().optional(),
  /** RFC 3339. */
  time: z.iso.datetime('un instant s’écrit "2026-11-23T09:00:00Z", entre guillemets.').optional(),
  loadBalancer: z.boolean().optional(),
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
  /** What the lab runs on, once it is live. */
  engine: z.array(z.enum(engines)).min(1).optional(),
  start: startSchema.optional(),
  /** Calls whose fate the page tells, when a command changes it. */
  probes: z.array(probeSchema).optional(),
  /** Steps that are filled with faults drawn from `faults.yaml`. */
  draw: z.array(idSchema).min(1).optional(),
  steps: z
    .array(stepSchema)
    .min(1)
    .superRefine((steps, context) => uniqueIds(steps, context)),
});

export type Lab = z.infer<typeof labSchema>;

/** Whether the lab runs on the engine: every one it needs is there, and every step can be checked. */
export function isLive({ engine, steps }: Pick<Lab, 'engine' | 'steps'>): boolean {
  return (
    engine !== undefined &&
    engine.every((name) => presentEngines.has(name)) &&
    steps.every(({ check }) => check !== undefined)
  );
}
