/** A chapter as lists of chapters show it. */
export interface OutlineEntry {
  readonly id: string;
  readonly title: string;
  readonly weight: number;
  readonly description: string;
  readonly minutes?: number | undefined;
  readonly lab?: string | undefined;
}

/** What a chapter's page knows of the others. Bounded, so that a page does not grow with the course. */
export interface Surroundings {
  readonly number: number;
  readonly total: number;
  readonly previous?: OutlineEntry | undefined;
  readonly next?: OutlineEntry | undefined;
  /** The chapters around this one, itself included, in order. */
  readonly near: readonly OutlineEntry[];
}

const nearLimit = 12;

/** Chapters by weight; those of equal weight by id, so that the order never depends on the file system. */
export function inOrder(chapters: readonly OutlineEntry[]): OutlineEntry[] {
  return chapters.toSorted((a, b) => a.weight - b.weight || a.id.localeCompare(b.id));
}

/** Where chapter `id` stands in `ordered`. Throws when it is not there. */
export function surroundings(ordered: readonly OutlineEntry[], id: string): Surroundings {
  const index = ordered.findIndex((chapter) => chapter.id === id);
  if (index === -1) throw new Error(`Le chapitre « ${id} » n’est pas dans le plan.`);
  const start = Math.max(0, Math.min(index - nearLimit / 2, ordered.length - nearLimit));
  return {
    number: index + 1,
    total: ordered.length,
    previous: ordered[index - 1],
    next: ordered[index + 1],
    near: ordered.slice(start, start + nearLimit),
  };
}
