import { z } from 'zod';
import { idSchema, textSchema } from './ids.ts';

const partSchema = z.strictObject({
  chapter: idSchema,
  /** Ids of the sections to show, as the chapter's page has them in its addresses: all of them when left out. */
  sections: z.array(z.string().min(1)).min(1).optional(),
  /** Sections with one of these tags are left out; `labo` is that of a section with commands to run. */
  without: z.array(z.string().min(1)).min(1).optional(),
  /** What this part takes, in place of what its sections say. */
  minutes: z.number().positive().optional(),
});

/** `content/decks/<deck>.yaml`: slides of several chapters, for a room and a duration. */
export const deckSchema = z.strictObject({
  title: textSchema,
  description: textSchema,
  parts: z.array(partSchema).min(1, 'un deck a au moins une partie. Ajoutez-en.'),
});

export type Deck = z.infer<typeof deckSchema>;
export type DeckPart = z.infer<typeof partSchema>;
