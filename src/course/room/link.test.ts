import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRefusedByPage, linkOfRoom, parseBroker, roomInFragment } from './link.ts';

const room = { code: 'K7QM2XWPAB', broker: 'wss://broker.exemple.org:8884/mqtt' };

it('carries the room and its broker in the fragment alone', () => {
  const link = linkOfRoom(room, 'https://cours.exemple.org/fr/salle/?deck=mtls#x');
  expect(link).toBe(
    'https://cours.exemple.org/fr/salle/#salle=K7QM2XWPAB&broker=wss%3A%2F%2Fbroker.exemple.org%3A8884%2Fmqtt',
  );
  expect(roomInFragment(new URL(link).hash)).toEqual(room);
});

it('takes addresses of WebSockets only, and no password', () => {
  expect(parseBroker(' ws://10.0.0.7:9001 ')).toBe('ws://10.0.0.7:9001/');
  expect(parseBroker('wss://a.fr/mqtt#x')).toBe('wss://a.fr/mqtt');
  for (const text of [
    '',
    'broker.exemple.org',
    'mqtt://a.fr',
    'https://a.fr',
    'javascript:alert(1)',
    'ws://',
    `ws://a.fr/${'x'.repeat(200)}`,
  ])
    expect(() => parseBroker(text)).toThrow(/wss?:\/\//);
  expect(() => parseBroker('wss://moi:secret@a.fr')).toThrow('mot de passe');
});

it('finds no room in a damaged fragment', () => {
  for (const fragment of [
    '',
    '#',
    '#salle=K7QM2XWPAB',
    '#salle=K7QM2XWPAB&broker=https://a.fr',
    '#salle=COURT&broker=ws://a.fr',
  ])
    expect(roomInFragment(fragment)).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (text) => {
      roomInFragment(`#salle=K7QM2XWPAB&broker=${text}`);
      roomInFragment(text);
    }),
  );
});

it('knows what a browser refuses to a page that came by HTTPS', () => {
  expect(isRefusedByPage('ws://a.fr/', 'https:')).toBe(true);
  expect(isRefusedByPage('ws://localhost:9001/', 'https:')).toBe(false);
  expect(isRefusedByPage('wss://a.fr/', 'https:')).toBe(false);
  expect(isRefusedByPage('ws://a.fr/', 'http:')).toBe(false);
});
