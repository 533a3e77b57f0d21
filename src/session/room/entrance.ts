import { atom } from 'nanostores';
import { roomInFragment, type RoomPlace } from '#course/room/link.ts';
import { roomKeys } from '#course/room/envelope.ts';
import { newSessionName } from '#session/presentation.ts';
import { holdRoom, type HeldRoom, type ShownDeck } from './held-room.ts';
import { joinRoom, type JoinedRoom } from './joined-room.ts';
import { forgetSeat, keepSeat, keptRoom, keptSeat, type KeptRoom } from './kept-rooms.ts';

/** Where this page is. */
export type Where =
  /** `place`: the room that the address names; nothing is asked of its broker before a click. */
  | { at: 'door'; place?: RoomPlace | undefined; problem?: string }
  | { at: 'opening' }
  | { at: 'desk'; held: HeldRoom }
  | { at: 'seat'; place: RoomPlace; room: JoinedRoom };

export const $where = atom<Where>({ at: 'door' });

/** What follows `#` in the address of a page that holds a room. */
const heldName = 'tenue';

/** Reads the address of the page, and comes back to the room that it was in before a reload. */
export function arrive(decks: readonly ShownDeck[]): void {
  const place = roomInFragment(location.hash);
  const seat = keptSeat();
  const kept = keptRoom();
  const isHeld = kept && location.hash === `#${heldName}=${codeOfKept(kept)}`;
  if (isHeld) open(kept, decks);
  else if (place && seat?.code === place.code && seat.broker === place.broker) join(place);
  else $where.set({ at: 'door', place });
}

export function codeOfKept({ secret }: KeptRoom): string {
  return roomKeys(secret).code;
}

export function open(kept: KeptRoom, decks: readonly ShownDeck[]): void {
  const deck = decks.find(({ id }) => id === kept.deck) ?? { id: kept.deck };
  go(
    holdRoom(kept, deck).then((held) => {
      history.replaceState(
        history.state,
        '',
        `${location.pathname}#${heldName}=${held.place.code}`,
      );
      return { at: 'desk', held };
    }),
  );
}

export function join(place: RoomPlace): void {
  const seat = keptSeat();
  const id = seat?.code === place.code ? seat.id : newSessionName();
  go(
    joinRoom({ ...place, id }).then((room) => {
      keepSeat({ ...place, id });
      return { at: 'seat', place, room };
    }),
  );
}

/** Out of the room, to the door. */
export function leave(): void {
  const where = $where.get();
  if (where.at === 'desk') where.held.close();
  if (where.at === 'seat') {
    where.room.leave();
    forgetSeat();
  }
  history.replaceState(history.state, '', location.pathname);
  $where.set({ at: 'door' });
}

function go(next: Promise<Where>): void {
  $where.set({ at: 'opening' });
  next.then(
    (where) => $where.set(where),
    (error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      $where.set({ at: 'door', problem });
    },
  );
}
