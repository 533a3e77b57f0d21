import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Entry } from '#schemas/messages.ts';
import { asciicast, notes, shellScript, type Exported } from './session-exports.ts';

function entry(at: number, text: string, more: Partial<Entry> = {}): Entry {
  return { line: { at, text, typed: [] }, output: [], exitCode: 0, lasted: 0, ...more };
}

const check = { file: 'a' };
const none = { hints: [], fail: [] };
const document = 'cat <<EOF\n```\nEOF';
const session: Exported = {
  title: 'Istio et mTLS',
  versions: { kubernetes: '1.35', istio: '1.31.1' },
  setup: {
    start: Date.UTC(2026, 10, 23, 9),
    steps: [
      { id: 'a', title: 'Un', commands: ['ls'], check, ...none },
      { id: 'b', title: 'Deux', commands: [document, 'false'], check, ...none },
    ],
  },
  entries: [
    entry(1000, 'ls', { line: { at: 1000, text: 'ls', typed: [], command: 0 } }),
    entry(1100, 'pwd', { output: [{ after: 5, text: '/home\n' }] }),
    entry(9000, document, {
      line: { at: 9000, text: document, typed: [], command: 1 },
      output: [{ after: 250, text: '```\n' }],
    }),
    entry(9900, 'false', { exitCode: 1 }),
  ],
};

test('an asciicast has a header, then what appears, in the order of time', () => {
  const [header, ...events] = asciicast(session, 100, 30)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(header).toMatchObject({ version: 2, width: 100, height: 30, timestamp: 1795424400 });
  const times = events.map(([seconds]) => seconds);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBe(0);
  expect(events.map(([, , text]) => text).join('')).toBe(
    '$ ls\r\n$ pwd\r\n/home\r\n$ cat <<EOF\r\n```\r\nEOF\r\n```\r\n$ false\r\n',
  );
  expect(events.find(([, , text]) => text === '```\r\n')).toEqual([8.25, 'o', '```\r\n']);
});

test('a script that bash reads', () => {
  const script = shellScript(session);
  expect(script).toBe(
    `#!/usr/bin/env bash\n# Istio et mTLS\n# kubernetes 1.35, istio 1.31.1\n\nls\npwd\n${document}\nfalse\n`,
  );
  expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0);
});

test('notes tell the steps, the commands and what came', () => {
  const fence = (ticks: string, language: string, text: string) =>
    `${ticks}${language}\n${text}\n${ticks}`;
  expect(notes(session, (text) => text)).toBe(
    `${[
      '# Istio et mTLS',
      '## 1. Un',
      fence('```', 'sh', 'ls'),
      fence('```', 'sh', 'pwd'),
      fence('```', 'text', '/home'),
      '## 2. Deux',
      fence('````', 'sh', document),
      fence('````', 'text', '```'),
      fence('```', 'sh', 'false'),
      'Code de retour : 1',
    ].join('\n\n')}\n`,
  );
});
