import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts } from './edit-script.ts';
import { linesOf } from './lines.ts';
import { normalLines } from './normal.ts';
import { unifiedDiff } from './unified.ts';

const someText = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 30 })
  .chain((lines) => fc.constantFrom(lines.join(''), lines.join('').replace(/\n$/, '')));

const normalDiff = (before: string, after: string): string =>
  normalLines(compareTexts(before, after))
    .map(({ text }) => text)
    .join('');

/** The lines of a diff: a last line of a text without its newline too. */
const linesOfDiff = (diff: string): string[] =>
  linesOf(diff.replaceAll('\n\\ No newline at end of file\n', '\0\n')).map((line) =>
    line.replace('\0\n', ''),
  );

/** What `patch` would make of the first text. */
function patched(text: string, diff: string): string {
  const lines = linesOf(text);
  const out: string[] = [];
  let at = 0;
  for (const line of linesOfDiff(diff)) {
    const [, start, count = '1'] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    if (start !== undefined) {
      const end = Number(start) - (count === '0' ? 0 : 1);
      while (at < end) out.push(lines[at++] ?? '');
    } else if (line.startsWith('+')) out.push(line.slice(1));
    else if (line.startsWith('-')) at++;
    else out.push(lines[at++] ?? '');
  }
  return [...out, ...lines.slice(at)].join('');
}

/** The same of a diff without context. */
function patchedByNormal(text: string, diff: string): string {
  const lines = linesOf(text);
  const out: string[] = [];
  let at = 0;
  for (const line of linesOfDiff(diff)) {
    const [, start, verb] = /^(\d+)(?:,\d+)?([acd])\d/.exec(line) ?? [];
    const end = Number(start ?? 0) - (verb === 'a' ? 0 : 1);
    while (at < end) out.push(lines[at++] ?? '');
    if (line.startsWith('< ')) at++;
    if (line.startsWith('> ')) out.push(line.slice(2));
  }
  return [...out, ...lines.slice(at)].join('');
}

describe('a unified diff', () => {
  it('leads from one text to the other', () => {
    fc.assert(
      fc.property(someText, someText, (before, after) => {
        expect(patched(before, unifiedDiff(before, after))).toBe(after);
      }),
    );
  });

  it('shows three lines around each change', () => {
    const before = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n';
    expect(unifiedDiff(before, before.replace('five', '5'))).toBe(
      '@@ -2,7 +2,7 @@\n two\n three\n four\n-five\n+5\n six\n seven\n eight\n',
    );
  });

  it('says where a last line has no newline', () => {
    expect(unifiedDiff('a', 'a\n')).toBe('@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n');
  });
});

describe('a normal diff', () => {
  it('leads from one text to the other', () => {
    fc.assert(
      fc.property(someText, someText, (before, after) => {
        expect(patchedByNormal(before, normalDiff(before, after))).toBe(after);
      }),
    );
  });

  it('says what is done where', () => {
    expect(normalDiff('a\nb\nc\nd\n', 'a\nB\nd\ne\n')).toBe(
      '2,3c2\n< b\n< c\n---\n> B\n4a4\n> e\n',
    );
  });
});

describe('a comparison', () => {
  it('finds the shortest script between small texts', () => {
    const { changes } = compareTexts('a\nb\nc\na\nb\nb\na\n', 'c\nb\na\nb\na\nc\n');
    expect(changes.reduce((sum, { added, removed }) => sum + added + removed, 0)).toBe(5);
  });

  it('of two large texts with hardly a line in its place takes little time and memory', () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `line ${(i * 7919) % 40_009}\n`);
    const [before, after] = [lines.join(''), lines.toReversed().join('')];
    const start = performance.now();
    expect(patchedByNormal(before, normalDiff(before, after))).toBe(after);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('of a large text with a line changed is as small as ever', () => {
    const text = 'a line\n'.repeat(200_000);
    expect(normalDiff(text, `${text}the last\n`)).toBe('200000a200001\n> the last\n');
  });
});
