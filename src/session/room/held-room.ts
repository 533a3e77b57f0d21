import { atom, type ReadableAtom } from 'nanostores';
import { newRoomKeys, roomKeys } from '#course/room/envelope.ts';
import type { RoomPlace } from '#course/room/link.ts';
import { claimLab, type Ownership } from '#session/lab-owner.ts';
import { newSessionName, sharePresentation } from '#session/presentation.ts';
import { forgetRoom, keepRoom, type KeptRoom } from './kept-rooms.ts';
import { organiseRoom, type OrganisedRoom } from './organised-room.ts';
import { watchKeptLab } from './watched-lab.ts';

/** A deck that a room can be shown. */
export interface ShownDeck {
  id: string;
  lab?: string | undefined;
}

/** A room that this browser holds, and what it shows: the presentation and the lab that other windows of this browser have. */
export interface HeldRoom {
  readonly room: OrganisedRoom;
  readonly place: RoomPlace;
  readonly $deck: ReadableAtom<string>;
  /** Names the presentation: the windows opened with it are followed. */
  readonly $seance: ReadableAtom<string>;
  /** The slide that the room is shown; empty before a window has said one. */
  readonly $slide: ReadableAtom<string>;
  /** Another tab holds the room now. */
  readonly $isLost: ReadableAtom<boolean>;
  /** Shows another deck: its own windows, from its first slide. */
  choose: (deck: ShownDeck) => void;
  /** Closes the room for good. */
  close: () => void;
}

export function newRoom(place: { broker: string; deck: string; seance?: string | undefined }) {
  const { secret } = newRoomKeys();
  const { broker, deck, seance = newSessionName() } = place;
  return { secret, broker, deck, seance, number: 0 } satisfies KeptRoom;
}

export async function holdRoom(kept: KeptRoom, deck: ShownDeck): Promise<HeldRoom> {
  const held = new Held(kept);
  await held.open(deck);
  return held;
}

class Held {
  readonly place: RoomPlace;
  readonly $deck = atom('');
  readonly $seance = atom('');
  readonly $slide = atom('');
  readonly $isLost = atom(false);
  private readonly keys;
  private kept: KeptRoom;
  private opened: OrganisedRoom | undefined;
  private ownership: Ownership | undefined;
  private leave = (): void => undefined;

  constructor(kept: KeptRoom) {
    this.kept = kept;
    this.keys = roomKeys(kept.secret);
    this.place = { code: this.keys.code, broker: kept.broker };
  }

  get room(): OrganisedRoom {
    if (!this.opened) throw new Error('the room is not open');
    return this.opened;
  }

  async open(deck: ShownDeck): Promise<void> {
    const { code, broker } = this.place;
    this.ownership = await claimLab({
      lab: `salle-${code}`,
      steal: true,
      onLost: () => this.lose(),
    });
    const { number } = this.kept;
    this.opened = await organiseRoom({
      keys: this.keys,
      broker,
      scene: { deck: deck.id, slide: '', blank: false, lowered: 0 },
      number,
      onNumber: (next) => this.keep({ number: next }),
    });
    this.show(deck, this.kept.seance);
  }

  choose(deck: ShownDeck): void {
    this.show(deck, newSessionName());
  }

  close(): void {
    this.stop();
    this.room.close();
    this.ownership?.release();
    forgetRoom();
  }

  private show(deck: ShownDeck, seance: string): void {
    this.leave();
    this.keep({ deck: deck.id, seance });
    this.$deck.set(deck.id);
    this.$seance.set(seance);
    const tell = ({ slide, blank }: { slide: string; blank: boolean }): void => {
      this.$slide.set(slide);
      this.room.show({ deck: deck.id, slide, blank });
    };
    const shared = sharePresentation({ session: seance, slide: '', onChange: tell });
    tell(shared.state());
    if (deck.lab === undefined) this.room.shareLab(undefined);
    const unwatch = deck.lab && watchKeptLab(deck.lab, (session) => this.room.shareLab(session));
    this.leave = () => {
      shared.close();
      if (unwatch) unwatch();
    };
  }

  /** Another tab goes on where this one stops: with its numbers, and without taking the room away. */
  private lose(): void {
    this.stop();
    this.room.leave();
    this.$isLost.set(true);
  }

  private stop(): void {
    this.leave();
    this.leave = () => undefined;
  }

  private keep(change: Partial<KeptRoom>): void {
    this.kept = { ...this.kept, ...change };
    keepRoom(this.kept);
  }
}
