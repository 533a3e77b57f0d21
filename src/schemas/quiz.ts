import { z } from 'zod';
import { idSchema, textSchema, uniqueIds } from './ids.ts';

const optionSchema = z.strictObject({
  text: textSchema,
  correct: z.boolean().optional(),
  explanation: textSchema,
});

const asked = { id: idSchema, prompt: textSchema };
const explained = { ...asked, explanation: textSchema };
const twoAtLeast = 'il faut au moins deux éléments. Ajoutez-en.';

function countCorrect(options: readonly z.infer<typeof optionSchema>[]): number {
  return options.filter(({ correct }) => correct).length;
}

const singleSchema = z.strictObject({
  ...asked,
  type: z.literal('single'),
  options: z
    .array(optionSchema)
    .min(2, twoAtLeast)
    .refine(
      (options) => countCorrect(options) === 1,
      'une question « single » a exactement une option juste. Mettez « correct: true » à une seule option, ou « type: multiple ».',
    ),
});

const multipleSchema = z.strictObject({
  ...asked,
  type: z.literal('multiple'),
  options: z
    .array(optionSchema)
    .min(3, 'une question « multiple » a au moins trois options. Ajoutez-en.')
    .refine(
      (options) => countCorrect(options) >= 2,
      'une question « multiple » a au moins deux options justes. Ajoutez « correct: true », ou choisissez « type: single ».',
    ),
});

const orderSchema = z.strictObject({
  ...explained,
  type: z.literal('order'),
  items: z
    .array(textSchema)
    .min(2, twoAtLeast)
    .refine(
      (items) => new Set(items).size === items.length,
      'deux éléments sont identiques. Distinguez-les.',
    ),
});

const matchSchema = z.strictObject({
  ...explained,
  type: z.literal('match'),
  pairs: z
    .array(z.strictObject({ left: textSchema, right: textSchema }))
    .min(2, twoAtLeast)
    .refine(
      (pairs) => new Set(pairs.map(({ left }) => left)).size === pairs.length,
      'deux paires ont la même gauche. Distinguez-les.',
    ),
});

const shortSchema = z.strictObject({
  ...explained,
  type: z.literal('short'),
  answers: z.array(textSchema).min(1, 'il faut au moins une réponse acceptée. Ajoutez-la.'),
});

const yamlLineSchema = z
  .strictObject({
    ...explained,
    type: z.literal('yaml-line'),
    yaml: z.string().min(1, 'YAML vide. Complétez-le.'),
    line: z.number().int(),
  })
  .superRefine(({ yaml, line }, context) => {
    const last = yaml.trimEnd().split('\n').length;
    if (line >= 1 && line <= last) return;
    const message = `la ligne ${line} n’existe pas : le YAML a ${last} lignes. Donnez un numéro de 1 à ${last}.`;
    context.addIssue({ code: 'custom', message, path: ['line'] });
  });

/** Its right choice is the one whose text the cluster prints: nobody writes it. */
const predictSchema = z.strictObject({
  ...asked,
  type: z.literal('predict'),
  /** The cluster is that of this lab, at the beginning of this step. */
  lab: idSchema,
  step: idSchema,
  /** Files that are added to the home folder, by name. */
  files: z.record(z.string().regex(/^[a-z0-9.-]+$/), z.string().min(1)).optional(),
  /** What is typed; what the last line prints is the answer. */
  lines: z.array(z.string().min(1)).min(1),
  choices: z
    .array(z.strictObject({ text: textSchema, prints: textSchema, explanation: textSchema }))
    .min(2, twoAtLeast)
    .refine(
      (choices) => new Set(choices.map(({ prints }) => prints)).size === choices.length,
      'deux choix attendent la même sortie. Distinguez-les.',
    ),
});

const questionSchema = z.discriminatedUnion('type', [
  singleSchema,
  multipleSchema,
  orderSchema,
  matchSchema,
  shortSchema,
  yamlLineSchema,
  predictSchema,
]);

/** `content/quizzes/<chapter>.yaml`. */
export const quizSchema = z.strictObject({
  questions: z
    .array(questionSchema)
    .min(6, 'un quiz compte au moins six questions. Ajoutez celles qui manquent.')
    .superRefine((questions, context) => uniqueIds(questions, context)),
});

export type Quiz = z.infer<typeof quizSchema>;
export type Question = z.infer<typeof questionSchema>;
export type Prediction = z.infer<typeof predictSchema>;
/** A question whose right answer is in its file. */
export type WrittenQuestion = Exclude<Question, Prediction>;
