import { z } from 'zod';
import { textSchema } from './ids.ts';

/*
 * What `lab.yaml` may ask of a session: the vocabulary that `src/checks/` evaluates. `say` is what to tell
 * while a predicate does not hold, in place of what was found.
 */

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

/** What is found at a path of an object: `.spec.replicas`, `.spec.containers[*].name`, `.status.conditions[?(@.type=="Ready")].status`. */
const conditionSchema = z
  .strictObject({
    path: z.string().regex(/^[.[]/, 'un chemin commence par un point : « .spec.replicas ».'),
    /** Something is there, and all of it is this. */
    is: scalarSchema.optional(),
    /** One of the values is this. */
    contains: scalarSchema.optional(),
    /** None of the values is this. */
    lacks: scalarSchema.optional(),
    exists: z.boolean().optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .refine((condition) => Object.keys(condition).length === 2, 'un chemin, et une seule exigence.');

const objectsSchema = z.strictObject({
  /** As the API names it: `pods`, `virtualservices.networking.istio.io`. */
  resource: z.string().min(1),
  /** Every namespace when left out. */
  namespace: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  /** As `kubectl -l`. */
  labels: z.string().min(1).optional(),
  /** Only objects that are so count. */
  where: z.array(conditionSchema).min(1).optional(),
  /** All that count must be so. */
  every: z.array(conditionSchema).min(1).optional(),
  /** How many count: one at least when neither is given. */
  atLeast: z.int().positive().optional(),
  exactly: z.int().nonnegative().optional(),
});

const failureSchema = z.enum([
  'any',
  'refused',
  'timeout',
  'no-route',
  'reset',
  'closed',
  'not-http',
  'unresolved',
  'tls',
]);

const callSchema = z.strictObject({
  /** The learner's machine, or the first pod that is ready among these. */
  from: z.union([
    z.literal('laptop'),
    z.strictObject({ namespace: z.string().min(1), labels: z.string().min(1) }),
  ]),
  to: z.url({ protocol: /^http$/ }),
  /** Connects to the external address of this Service, whatever host `to` names. */
  through: z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) }).optional(),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  headers: z.record(z.string().regex(/^[a-z0-9-]+$/), z.string()).optional(),
});

const exchangeSchema = callSchema.extend({
  /** Asked so many times; each must give the same. */
  times: z.int().min(1).max(50).optional(),
  gives: z.strictObject({
    status: z.int().min(100).max(599).optional(),
    failure: failureSchema.optional(),
    /** A part of the body. */
    body: z.string().min(1).optional(),
    /** How the caller's message travels. */
    encrypted: z.boolean().optional(),
    /** Whom the caller's proxy shows itself as, and whom it has verified. */
    clientIdentity: z.string().optional(),
    serverIdentity: z.string().optional(),
  }),
});

/** A call whose fate is told when a command changes it. */
export const probeSchema = callSchema.extend({ title: textSchema });

/** A program that was started, whatever the line that started it: `words` in this order among its arguments. */
const ranSchema = z.strictObject({
  program: z.string().min(1),
  words: z.array(z.string().min(1)).optional(),
  flags: z
    .array(
      z.strictObject({
        /** All its names: `--output`, `-o`. */
        names: z.array(z.string().regex(/^--?[A-Za-z]/)).min(1),
        value: z.string().optional(),
      }),
    )
    .optional(),
  exitCode: z.int().min(0).max(255).optional(),
});

/** Has one of these keys, and perhaps `say`. */
export interface Predicate {
  say?: string | undefined;
  all?: Predicate[] | undefined;
  any?: Predicate[] | undefined;
  not?: Predicate | undefined;
  objects?: ObjectsAsked | undefined;
  exchange?: ExchangeAsked | undefined;
  ran?: RanAsked | undefined;
  /** A file of the learner's machine, by path from the home folder. */
  file?: string | undefined;
  /** A port that a program of the learner's machine serves. */
  serves?: number | undefined;
}

const asked = ['all', 'any', 'not', 'objects', 'exchange', 'ran', 'file', 'serves'] as const;

export const predicateSchema: z.ZodType<Predicate> = z.lazy(() =>
  z
    .strictObject({
      say: textSchema.optional(),
      all: z.array(predicateSchema).min(1).optional(),
      any: z.array(predicateSchema).min(2).optional(),
      not: predicateSchema.optional(),
      objects: objectsSchema.optional(),
      exchange: exchangeSchema.optional(),
      ran: ranSchema.optional(),
      file: z.string().min(1).optional(),
      serves: z.int().min(1).max(65_535).optional(),
    })
    .refine(
      (predicate) => asked.filter((key) => predicate[key] !== undefined).length === 1,
      `une vérification porte une seule de ces clés : ${asked.join(', ')}.`,
    ),
);

/** Advice for those whose session is so. */
const adviceSchema = z.strictObject({ when: predicateSchema, text: textSchema });

export const stepChecksSchema = {
  check: predicateSchema.optional(),
  /** The first one that applies is told. */
  hints: z.array(adviceSchema).optional(),
  /** States from which the step cannot be reached, with the way out. */
  fail: z.array(adviceSchema).optional(),
  /** What does the step, where the prose does not give its commands. */
  solution: z.array(z.string().min(1)).min(1).optional(),
};

export type Condition = z.infer<typeof conditionSchema>;
export type ObjectsAsked = z.infer<typeof objectsSchema>;
export type Call = z.infer<typeof callSchema>;
export type Probe = z.infer<typeof probeSchema>;
export type ExchangeAsked = z.infer<typeof exchangeSchema>;
export type RanAsked = z.infer<typeof ranSchema>;
export type Advice = z.infer<typeof adviceSchema>;
