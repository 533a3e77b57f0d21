import { expect, it } from 'vitest';
import { led, detached, waiting } from '#course/room/following.ts';
import { counted, linkInWords, seatInWords } from './words.ts';

const broker = 'ws://salle.lan:9001/';
const scene = { deck: 'mtls', slide: 'un', blank: false, lowered: 0 };
const seat = { link: 'connected', broker, following: waiting, isAlone: false } as const;

it('says of the connection what is to be known, and where it looks for it', () => {
  expect(linkInWords('connecting', broker)).toBe('Connexion à salle.lan:9001…');
  expect(linkInWords('unreachable', broker)).toContain(broker);
  expect(linkInWords('lost', broker)).toMatch(/^Connexion perdue\. Nouvel essai/);
});

it('tells an attendee whether they are led, and why not', () => {
  const following = led(waiting, scene);
  expect(seatInWords(seat)).toContain('pas encore');
  expect(seatInWords({ ...seat, following })).toBe('Vous suivez le formateur.');
  expect(seatInWords({ ...seat, following, isAlone: true })).toContain('se tait');
  expect(seatInWords({ ...seat, following: detached(following) })).toContain('seul');
  expect(seatInWords({ ...seat, following, link: 'lost' })).toContain('perdue');
});

it('counts as French does', () => {
  expect([0, 1, 2].map((count) => counted(count, 'main levée', 'mains levées'))).toEqual([
    '0 main levée',
    '1 main levée',
    '2 mains levées',
  ]);
});
