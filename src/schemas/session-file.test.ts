import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from './progress.ts';
import { parseSession, printSession, type KeptSession } from './session-file.ts';

const session: KeptSession = {
  lab: 'istio-mtls-bookinfo',
  lines: [
    { at: 0, text: 'kubectl get nodes', typed: [], command: 0 },
    {
      at: 2400,
      text: 'cat > a; nano b',
      typed: [
        { after: 10, key: { type: 'input', text: 'é\n' } },
        { after: 20, key: { type: 'end-of-input' } },
        { after: 30, key: { type: 'edited', text: 'a: 1\n' } },
        { after: 40, key: { type: 'edited' } },
        { after: 50, key: { type: 'interrupt' } },
      ],
    },
  ],
};
const text = printSession(session, '2026-11-30T09:00:00Z');

test('what is printed is read back', () => {
  expect(parseSession(text)).toEqual(session);
  const drawn = { ...session, seed: 42 };
  expect(parseSession(printSession(drawn, ''))).toEqual(drawn);
});

test('a session of version 1, which knew no seed, is read', () => {
  const stored =
    '{"schema":"maillage/session","version":1,"savedAt":"2026-11-30T09:00:00Z","data":{"lab":"istio-pannes","lines":[{"at":2400,"text":"ls","typed":[]}]},"crc":2578665749}';
  expect(parseSession(stored)).toEqual({
    lab: 'istio-pannes',
    lines: [{ at: 2400, text: 'ls', typed: [] }],
  });
});

test('a text cut anywhere is bad, never an exception', () => {
  for (let length = 0; length < text.length; length += 1) {
    expect(parseSession(text.slice(0, length))).toBe('bad');
  }
});

test('any text at all is bad', () => {
  const any = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(any, (text) => {
      expect(parseSession(text)).toBe('bad');
    }),
  );
});

test('a newer version is left alone', () => {
  expect(parseSession(text.replace('"version":2', '"version":3'))).toBe('newer');
});

function sealed(data: unknown): string {
  const schema = 'maillage/session';
  return JSON.stringify({ schema, version: 1, data, crc: crc32(JSON.stringify(data)) });
}

test.each([
  ['a changed line', text.replace('get nodes', 'get pods')],
  ['no lines', sealed({ lab: 'a' })],
  ['a seed that is no number', sealed({ lab: 'a', seed: '3', lines: [] })],
  ['a seed that is too large', sealed({ lab: 'a', seed: 1e6, lines: [] })],
  ['a line of a wrong type', sealed({ lab: 'a', lines: [{ at: 0, text: 1, typed: [] }] })],
  ['a negative time', sealed({ lab: 'a', lines: [{ at: -1, text: 'ls', typed: [] }] })],
  ['a time in years', sealed({ lab: 'a', lines: [{ at: 1e12, text: 'ls', typed: [] }] })],
  ['a time that is no number', sealed({ lab: 'a', lines: [{ at: null, text: 'ls', typed: [] }] })],
  [
    'lines out of order',
    sealed({ lab: 'a', lines: [5, 4].map((at) => ({ at, text: 'ls', typed: [] })) }),
  ],
  [
    'an unknown key',
    sealed({ lab: 'a', lines: [{ at: 0, text: 'ls', typed: [{ after: 0, key: { type: 'x' } }] }] }),
  ],
  [
    'a line that is too long',
    sealed({ lab: 'a', lines: [{ at: 0, text: 'x'.repeat(70_000), typed: [] }] }),
  ],
  ['another file', '{"schema":"maillage/progress","version":1}'],
])('refuses %s', (_, bad) => {
  expect(parseSession(bad)).toBe('bad');
});

test('nothing but what is known is taken over', () => {
  const line = JSON.parse('{"at":0,"text":"ls","typed":[],"__proto__":{"x":1},"more":2}');
  const data = { lab: 'a', lines: [line] };
  expect(parseSession(sealed(data))).toEqual({
    lab: 'a',
    lines: [{ at: 0, text: 'ls', typed: [] }],
  });
});
