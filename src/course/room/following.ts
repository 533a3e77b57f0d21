import type { Scene } from './stage.ts';

/** Where an attendee is, and whether the organiser leads them there. */
export interface Following {
  readonly isAttached: boolean;
  /** What the organiser shows; undefined before it is known. */
  readonly leader: Scene | undefined;
  /** What this attendee sees. */
  readonly shown: Shown | undefined;
}

type Shown = Pick<Scene, 'deck' | 'slide' | 'blank'>;

export const waiting: Following = { isAttached: true, leader: undefined, shown: undefined };

/** The organiser has gone on. Who has left them stays, but for a deck: the first one is theirs to choose. */
export function led(following: Following, leader: Scene): Following {
  const { isAttached, shown } = following;
  return { isAttached, leader, shown: isAttached || !shown ? shownOf(leader) : shown };
}

/** The attendee has gone to a slide by themselves: from there on they are on their own. */
export function wandered(following: Following, slide: string): Following {
  const { shown } = following;
  if (!shown || shown.slide === slide) return following;
  return { ...following, isAttached: false, shown: { ...shown, slide, blank: false } };
}

export function detached(following: Following): Following {
  const { shown } = following;
  return { ...following, isAttached: false, shown: shown && { ...shown, blank: false } };
}

/** Back with the organiser, where they are now. */
export function reattached({ leader }: Following): Following {
  return { isAttached: true, leader, shown: leader && shownOf(leader) };
}

function shownOf({ deck, slide, blank }: Scene): Shown {
  return { deck, slide, blank };
}
