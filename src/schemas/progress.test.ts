import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32, emptyProgress, parseProgress, printProgress, type Progress } from './progress.ts';

const progress: Progress = {
  chapters: { mtls: { done: true, n: 3 } },
  answers: { 'mtls/ordre': { correct: false, answer: '2,0,1', n: 1 } },
  labs: { 'tp-istio': { step: 'mtls-strict', command: 4, n: 9 } },
  lastVisit: { chapter: 'mtls', title: 'mTLS et identités', url: '/fr/mtls/', n: 12 },
};
const stored = printProgress(progress, '2026-11-23T10:00:00.000Z');

/** As version 1 of the site wrote it. Never edit a stored example: readers have these bytes. */
const version1 =
  '{"schema":"maillage/progress","version":1,"savedAt":"2026-11-23T10:00:00.000Z","data":{"chapters":{"mtls":{"done":true,"n":3}},"answers":{},"labs":{},"lastVisit":null},"crc":1035640870}';

function enveloped(data: unknown): string {
  const crc = crc32(JSON.stringify(data));
  return JSON.stringify({ schema: 'maillage/progress', version: 1, savedAt: '', data, crc });
}

describe('a stored progress', () => {
  test('is read back as it was written', () => {
    expect(parseProgress(stored)).toEqual(progress);
  });
  test('is still read when version 1 of the site wrote it', () => {
    expect(parseProgress(version1)).toEqual({ ...emptyProgress, chapters: progress.chapters });
  });
  test('is refused when cut at any byte', () => {
    for (let end = 0; end < stored.length; end++) {
      expect(parseProgress(stored.slice(0, end))).toBe('bad');
    }
  });
  test('is refused when a byte of its data has changed', () => {
    expect(parseProgress(stored.replace('"done":true', '"done":false'))).toBe('bad');
  });
  test('is left alone when a newer version of the site wrote it', () => {
    expect(parseProgress(stored.replace('"version":1', '"version":2'))).toBe('newer');
  });
  test.each([
    '',
    'null',
    '[]',
    '7',
    '"text"',
    '{}',
    '{"schema":"maillage/progress","version":1}',
    '{"schema":"other"}',
  ])('is refused when it is %j', (text) => expect(parseProgress(text)).toBe('bad'));
  test('never makes the reader throw, whatever the bytes', () => {
    expect(parseProgress('{"schema":')).toBe('bad');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseProgress(text)).toBe('bad');
      }),
    );
  });
  test('loses only the entries of a wrong shape', () => {
    const ok = progress.labs['tp-istio'];
    const whole = { chapters: progress.chapters, labs: { ok } };
    expect(parseProgress(enveloped({ ...whole, lastVisit: 7 }))).toMatchObject(whole);
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (wrong, lastVisit) => {
        const data = { ...whole, labs: { ok, wrong }, answers: wrong, lastVisit };
        expect(parseProgress(enveloped(data))).toMatchObject(whole);
      }),
    );
  });
  test('cannot reach the prototype of objects', () => {
    parseProgress(enveloped(JSON.parse('{"chapters":{"__proto__":{"done":true,"n":1}}}')));
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('done' in {}).toBe(false);
  });
});

test('the checksum is the CRC-32 of the text in UTF-16LE', () => {
  for (const text of ['', 'maillage', 'été « œuvre » 🕸']) {
    expect(crc32(text)).toBe(zlibCrc32(Buffer.from(text, 'utf16le')));
  }
});
