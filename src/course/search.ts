import { stemmer } from '@orama/stemmers/french';

/** A section of the course, or a term of its glossary, as the search knows it. */
export interface SearchDocument {
  /** The address, from the site's root. */
  readonly id: string;
  readonly title: string;
  readonly chapter: string;
  readonly text: string;
}

const ligatures: Record<string, string> = { œ: 'oe', æ: 'ae' };

function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{Diacritic}/gu, '');
}

/** Words of a text: cut at apostrophes, so that « l’injection » holds « injection ». */
function words(text: string): string[] {
  const spelt = text.toLowerCase().replace(/[œæ]/g, (ligature) => ligatures[ligature] ?? ligature);
  return spelt.match(/[\p{L}\d]+/gu) ?? [];
}

/** A word as it is compared: its French stem, without accents. Letters left by an elision (l’, d’, qu’) are dropped. */
function searchTerm(word: string): string | null {
  if (word.length < 2 || word === 'qu') return null;
  return fold(stemmer(word)) || null;
}

/** MiniSearch's options, the same when the index is built and when it is asked. */
export const searchOptions = {
  fields: ['title', 'chapter', 'text'],
  storeFields: ['title', 'chapter', 'text'],
  tokenize: words,
  processTerm: searchTerm,
  searchOptions: {
    boost: { title: 4, chapter: 1.5 },
    prefix: (term: string) => term.length > 2,
    fuzzy: (term: string) => (term.length > 5 ? 0.15 : 0),
    combineWith: 'AND' as const,
  },
};

/** The part of `text` around the first word that starts as the query's words do, some 160 characters long. */
export function excerpt(text: string, query: string): string {
  const wanted = words(query).map(searchTerm);
  const found = words(text).find((word) => {
    const term = searchTerm(word);
    return term !== null && wanted.some((start) => start !== null && term.startsWith(start));
  });
  const at = found ? Math.max(0, fold(text.toLowerCase()).indexOf(fold(found))) : 0;
  const start = at < 60 ? 0 : text.indexOf(' ', at - 60) + 1;
  const cut = text.slice(start, start + 160).trim();
  return `${start > 0 ? '… ' : ''}${cut}${start + 160 < text.length ? ' …' : ''}`;
}
