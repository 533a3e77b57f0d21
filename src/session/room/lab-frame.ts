import { parseSession, printSession } from '#schemas/session-file.ts';
import type { SharedLab } from '#course/room/stage.ts';

/*
 * The page of a room shows the deck in a frame: it alone may speak to a broker, and the deck keeps its policy. Slides follow as
 * those of any window (session/presentation.ts); this is what both tell each other of the lab.
 */

/** The organiser's lab, and whether the attendee follows it. */
export interface Led extends SharedLab {
  isAttached: boolean;
}

/** Where the attendee is. */
export interface LabPlace {
  lab: string;
  step: string;
  /** Commands of their own in what they see. */
  tries: number;
  /** Commands that were set aside when they came back to the organiser. */
  aside: number;
}

export interface FrameOwner {
  lead: (led: Led) => void;
  /** Brings back what was set aside. */
  resume: () => void;
  close: () => void;
}

/** The end of the room's page. */
export function ownFrame(
  seance: string,
  told: { onPlace: (place: LabPlace) => void; onStrayed: () => void },
): FrameOwner {
  const channel = new BroadcastChannel(nameOf(seance));
  let last: Led | undefined;
  const post = (): void => {
    if (!last) return;
    const { session, isTooLong, isAttached } = last;
    const file = session && printSession(session, '');
    channel.postMessage({ type: 'led', file, isTooLong, isAttached });
  };
  channel.onmessage = ({ data }) => {
    const { type, lab, step, tries, aside }: Record<string, unknown> = Object(data);
    if (type === 'hello') post();
    if (type === 'strayed') told.onStrayed();
    if (type === 'place' && isText(lab) && isText(step) && isCount(tries) && isCount(aside))
      told.onPlace({ lab, step, tries, aside });
  };
  return {
    lead: (led) => {
      last = led;
      post();
    },
    resume: () => channel.postMessage({ type: 'resume' }),
    close: () => channel.close(),
  };
}

export interface FrameGuest {
  tell: (place: LabPlace) => void;
  stray: () => void;
}

/** The end of the deck. */
export function beInFrame(
  seance: string,
  told: { onLed: (led: Led) => void; onResume: () => void },
): FrameGuest {
  const channel = new BroadcastChannel(nameOf(seance));
  channel.onmessage = ({ data }) => {
    const { type, file, isTooLong, isAttached }: Record<string, unknown> = Object(data);
    if (type === 'resume') told.onResume();
    if (type !== 'led' || typeof isTooLong !== 'boolean' || typeof isAttached !== 'boolean') return;
    const found = typeof file === 'string' ? parseSession(file) : undefined;
    const session = typeof found === 'string' ? undefined : found;
    told.onLed({ session, isTooLong, isAttached });
  };
  channel.postMessage({ type: 'hello' });
  return {
    tell: (place) => channel.postMessage({ type: 'place', ...place }),
    stray: () => channel.postMessage({ type: 'strayed' }),
  };
}

const nameOf = (seance: string): string => `maillage:salle:${seance}`;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 200;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
