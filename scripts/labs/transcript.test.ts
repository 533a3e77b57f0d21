import { expect, test } from 'vitest';
import type { Entry } from '#schemas/messages.ts';
import { commandOf } from './transcript.ts';

function entry(output: Entry['output']): Entry {
  return { line: { at: 0, text: 'run', typed: [] }, output, exitCode: 3, lasted: 9000 };
}

test('silences that a reader would see are told, between whole lines', () => {
  const output = [
    { after: 10, text: 'a\n' },
    { after: 300, text: 'b\n' },
    { after: 2340, text: 'c' },
    { after: 6000, text: ' d\n' },
    { after: 8000, text: 'e' },
  ];
  expect(commandOf(entry(output))).toEqual({
    input: 'run',
    exitCode: 3,
    output: [
      { text: 'a\nb\n', waitMs: 0 },
      { text: 'c d\n', waitMs: 2000 },
      { text: 'e\n', waitMs: 5700 },
    ],
  });
});

test('what erases itself is not told, and neither are colours', () => {
  const output = [
    { after: 0, text: '- Processing resources for Istiod.' },
    { after: 4000, text: '\r\u001B[K\u001B[32m✔\u001B[0m Istiod installed\n' },
    { after: 4000, text: '50%\r100%\n\nend' },
  ];
  expect(commandOf(entry(output)).output).toEqual([
    { text: '✔ Istiod installed\n100%\n\nend\n', waitMs: 4000 },
  ]);
});

test('a command that says nothing has no output', () => {
  expect(commandOf(entry([])).output).toEqual([]);
});
