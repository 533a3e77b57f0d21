import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawInLink, linkOf, linkOfDraw, LinkError, sessionInLink } from './session-link.ts';

const session = {
  lab: 'istio-mtls-bookinfo',
  lines: Array.from({ length: 40 }, (_, at) => ({
    at: at * 1000,
    text: `kubectl get pods -l app=web${at} # é`,
    typed: [],
  })),
};
const page = 'https://cours.example/fr/tp-istio/';
const savedAt = '2026-11-30T09:00:00Z';

const fragmentOf = (link: string) => new URL(link).hash;

test('a link carries the whole session, in less than a kilobyte for a usual lab', async () => {
  const link = await linkOf(session, `${page}#ailleurs`, savedAt);
  expect(link).toMatch(/^https:\/\/cours\.example\/fr\/tp-istio\/#labo=[\w-]+$/);
  expect(link.length).toBeLessThan(1000);
  expect(await sessionInLink(fragmentOf(link))).toEqual(session);
});

test('a link carries the draw of a lab', async () => {
  expect(linkOfDraw(42, `${page}#labo=abc`)).toBe(`${page}#tirage=42`);
  expect(drawInLink('#tirage=42')).toBe(42);
  expect(drawInLink('#labo=abc')).toBeUndefined();
  const drawn = { ...session, seed: 42 };
  expect(await sessionInLink(fragmentOf(await linkOf(drawn, page, savedAt)))).toEqual(drawn);
});

test.each(['', '0', '-1', '1.5', '10000', '1e3', 'x', '42&x'])('refuses draw « %s »', (text) => {
  expect(() => drawInLink(`#tirage=${text}`)).toThrow(LinkError);
});

test('a fragment about something else is none', async () => {
  expect(await sessionInLink('')).toBeUndefined();
  expect(await sessionInLink('#injection')).toBeUndefined();
});

test('a link cut or changed anywhere is refused with a message', async () => {
  const fragment = fragmentOf(await linkOf(session, page, savedAt));
  for (let end = '#labo='.length; end < fragment.length; end += 7) {
    await expect(sessionInLink(fragment.slice(0, end))).rejects.toThrow(LinkError);
    const other = fragment[end] === 'A' ? 'B' : 'A';
    const changed = `${fragment.slice(0, end)}${other}${fragment.slice(end + 1)}`;
    await expect(sessionInLink(changed)).rejects.toThrow(LinkError);
  }
});

test.each([
  ['an escape', '%00'],
  ['a tag', '<img src=x onerror=alert(1)>'],
  ['letters that are not base64', 'é'.repeat(10)],
  ['a code that is too long', 'A'.repeat(40_000)],
])('refuses %s', async (_, code) => {
  await expect(sessionInLink(`#labo=${code}`)).rejects.toThrow(LinkError);
});

test('a bomb is not inflated to its end', async () => {
  const zeros = new Blob([new Uint8Array(20_000_000)]).stream();
  const deflated = await new Response(
    zeros.pipeThrough(new CompressionStream('deflate-raw')),
  ).bytes();
  const code = Buffer.from(deflated).toString('base64url');
  expect(code.length).toBeLessThan(32_768);
  await expect(sessionInLink(`#labo=${code}`)).rejects.toThrow(LinkError);
});

test('a session too long for a link is told so', async () => {
  const noise = Array.from({ length: 1000 }, (_, at) =>
    createHash('sha512').update(String(at)).digest('hex'),
  );
  const lines = noise.map((text, at) => ({ at, text, typed: [] }));
  await expect(linkOf({ lab: 'a', lines }, page, savedAt)).rejects.toThrow('trop longue');
});
