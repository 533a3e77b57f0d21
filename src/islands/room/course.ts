/** What the page of a room knows of the course, from its HTML. */
export interface RoomCourse {
  /** The path that the site is served from. */
  base: string;
  decks: readonly RoomDeck[];
  /** Titles of labs and of their steps. */
  labs: Readonly<Record<string, RoomLab>>;
  /** Titles of chapters that have a quiz. */
  quizzes: Readonly<Record<string, string>>;
}

export interface RoomDeck {
  id: string;
  title: string;
  /** The lab of its chapter. */
  lab?: string | undefined;
  /** The chapters that it shows and that have a quiz. */
  quizzes: readonly string[];
}

export interface RoomLab {
  title: string;
  steps: readonly { id: string; title: string }[];
}
