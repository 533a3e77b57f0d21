import { fieldsOf, isCount } from '#course/room/stage.ts';
import { fromBase64url, toBase64url } from '#session/base64url.ts';
import { readItem, removeItem, writeItem } from '#session/storage.ts';

/** The room that this browser holds: it survives a reload, and a closed window. */
export interface KeptRoom {
  secret: Uint8Array;
  broker: string;
  deck: string;
  /** Names the presentation that it shows. */
  seance: string;
  /** Of the last message sent. */
  number: number;
}

/** The room that this browser is in: a reload comes back to it as the same attendee. */
export interface KeptSeat {
  code: string;
  broker: string;
  id: string;
}

const roomKey = 'maillage:salle';
const seatKey = 'maillage:salle:place';
const secretBytes = 32;

export function keptRoom(): KeptRoom | undefined {
  const { secret, broker, deck, seance, number } = fieldsOf(readItem(roomKey) ?? '');
  if (!isText(secret) || !isText(broker) || !isText(deck) || !isText(seance)) return undefined;
  const bytes = bytesOf(secret);
  if (bytes?.length !== secretBytes || !isCount(number)) return undefined;
  return { secret: bytes, broker, deck, seance, number };
}

export function keepRoom(room: KeptRoom): void {
  writeItem(roomKey, JSON.stringify({ ...room, secret: toBase64url(room.secret) }));
}

export function forgetRoom(): void {
  removeItem(roomKey);
}

export function keptSeat(): KeptSeat | undefined {
  const { code, broker, id } = fieldsOf(readItem(seatKey) ?? '');
  return isText(code) && isText(broker) && isText(id) ? { code, broker, id } : undefined;
}

export function keepSeat(seat: KeptSeat): void {
  writeItem(seatKey, JSON.stringify(seat));
}

export function forgetSeat(): void {
  removeItem(seatKey);
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return fromBase64url(text);
  } catch {
    // Not base64: the same as nothing kept.
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}
