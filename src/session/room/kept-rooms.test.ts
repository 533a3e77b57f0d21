import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newRoomKeys } from '#course/room/envelope.ts';
import { keepRoom, keepSeat, keptRoom, keptSeat, forgetRoom, forgetSeat } from './kept-rooms.ts';

let items: Map<string, string>;

beforeEach(() => {
  items = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

const { secret } = newRoomKeys();
const room = { secret, broker: 'ws://salle.lan:9001/', deck: 'mtls', seance: 'x1', number: 41 };
const seat = { code: 'K7QM2XWPAB', broker: 'ws://salle.lan:9001/', id: 'abc' };

it('keeps the room that a browser holds, until it is closed', () => {
  expect(keptRoom()).toBeUndefined();
  keepRoom(room);
  expect(keptRoom()).toEqual(room);
  forgetRoom();
  expect(keptRoom()).toBeUndefined();
});

it('keeps the seat of an attendee, until they leave', () => {
  keepSeat(seat);
  expect(keptSeat()).toEqual(seat);
  forgetSeat();
  expect(keptSeat()).toBeUndefined();
});

it('takes damaged bytes for nothing kept', () => {
  for (const text of [
    'x',
    'null',
    '{}',
    JSON.stringify({ ...room, secret: 'AAAA' }),
    JSON.stringify({ ...room, secret: 'é' }),
    JSON.stringify({ ...room, secret: 7 }),
  ]) {
    items.set('maillage:salle', text);
    items.set('maillage:salle:place', text);
    expect(keptRoom()).toBeUndefined();
    expect(keptSeat()).toBeUndefined();
  }
});
