import { getCollection, type CollectionEntry } from 'astro:content';
import type { DeckPart } from '#schemas/deck.ts';
import { chapterPaths } from './chapters.ts';

/** A deck as its pages show it: a chapter's own, or one of several chapters. */
export interface DeckPage {
  id: string;
  title: string;
  description: string;
  /** Above the title: `chapitre 3 sur 12 · 40 min`. */
  eyebrow: string;
  parts: { chapter: CollectionEntry<'chapters'>; part: DeckPart }[];
  /** To blame for a part that is wrong. */
  file: string;
  /** What comes after, for a chapter's own. */
  next?: { id: string; title: string } | undefined;
}

/** One address for each chapter and for each deck of `content/decks`. */
export async function deckPaths() {
  const own = (await chapterPaths()).map(({ props: { chapter, around } }): DeckPage => {
    const { title, description, minutes } = chapter.data;
    const duration = minutes === undefined ? '' : ` · ${minutes} min`;
    return {
      id: chapter.id,
      title,
      description,
      eyebrow: `chapitre ${around.number} sur ${around.total}${duration}`,
      parts: [{ chapter, part: { chapter: chapter.id } }],
      file: `content/fr/${chapter.id}.mdx`,
      next: around.next,
    };
  });
  const composed = await composedDecks();
  const taken = composed.find(({ id }) => own.some((deck) => deck.id === id));
  if (taken)
    throw new Error(
      `${taken.file} : un chapitre porte déjà ce nom.\n  Remède : renommez le fichier.`,
    );
  return [...own, ...composed].map((deck) => ({ params: { deck: deck.id }, props: { deck } }));
}

/** The decks of several chapters, by name of their file. */
export async function composedDecks(): Promise<DeckPage[]> {
  const chapters = await getCollection('chapters');
  const decks = await getCollection('decks');
  return decks.map(({ id, data: { title, description, parts } }) => {
    const file = `content/decks/${id}.yaml`;
    return {
      id,
      title,
      description,
      eyebrow: `${parts.length} parties`,
      file,
      parts: parts.map((part) => {
        const chapter = chapters.find((one) => one.id === part.chapter);
        if (chapter) return { chapter, part };
        const known = chapters.map((one) => one.id).join(', ');
        throw new Error(
          `${file} : le chapitre « ${part.chapter} » n’existe pas.\n  Remède : choisissez parmi ${known}.`,
        );
      }),
    };
  });
}
