import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText, sanitise } from './sanitise.ts';

/** Text that looks for trouble: pieces of sequences, controls, marks, and anything. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x1bP',
        '\x1b\\',
        '\x07',
        '\x9b',
        '\x9d',
        '[',
        ']',
        ';',
        ':',
        '?',
        '5',
        '999999999',
        'm',
        'H',
        'b',
        'S',
        'L',
        'h',
        '\n',
        '\r',
        '\t',
        '\b',
        '\0',
        '\u0301',
        '\u0301\u0302\u0303\u0304\u0305',
        '\u200d',
        '\u202e',
        '\u2066',
        '\ud800',
        '\udc00',
        '🎉',
        'é',
        'a',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

const parameter = '(?:500|[1-4]?\\d{0,2})';
const allowed = new RegExp(
  `^(?:\\x1b\\[${parameter}(?:[;:]${parameter}){0,15}[A-HJKdfm]|[\\n\\r\\t\\b]|[^\\0-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\p{Cs}])*$`,
  'u',
);

describe('sanitise', () => {
  test('lets only the allowed grammar through', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(sanitise(text)).toMatch(allowed);
      }),
      { numRuns: 3000 },
    );
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const once = sanitise(text);
        expect(sanitise(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  test('leaves ordinary text, French, emoji and colours alone', () => {
    const text = '\x1b[1;32m√\x1b[0m pod prêt 🎉 ⛵️\n\tréseau : 10 %\r\n\x1b[38;2;1;2;3mx\x1b[m';
    expect(sanitise(text)).toBe(text);
  });

  test.each([
    ['x\x1b[999999999b', 'x'],
    ['\x1b[2147483647S', ''],
    ['\x1b[2147483647L', ''],
    ['\x1b[2147483647I', ''],
    ['\x1b[999999999C', '\x1b[500C'],
    [`\x1b[${'1;'.repeat(40)}1m`, `\x1b[${'1;'.repeat(15)}1m`],
    ['\x1b]0;titre\x07a', 'a'],
    ['\x1b]52;c;Zm9v\x1b\\a', 'a'],
    ['\x1b]8;;javascript:alert(1)\x07lien\x1b]8;;\x07', 'lien'],
    ['\x1bP$qm\x1b\\a', 'a'],
    ['\x1b[?1049ha\x1b[c\x1b[6n\x1b[>c', 'a'],
    ['\x1b_app\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\a', 'a'],
    ['\x9b2Ja', '2Ja'],
    ['a\u202eb\u2066c', 'abc'],
  ])('turns %j into %j', (text, expected) => {
    expect(sanitise(text)).toBe(expected);
  });

  test('keeps eight combining marks on a character, colours between them or not', () => {
    expect(sanitise(`a${'\u0301'.repeat(100_000)}b`)).toBe(`a${'\u0301'.repeat(8)}b`);
    expect(sanitise(`a${'\u0301\x1b[1m'.repeat(20)}`).match(/\u0301/g)).toHaveLength(8);
  });
});

test('plainText keeps the last state of a line that was rewritten, without colours', () => {
  expect(plainText('10 %\r\x1b[32m100 %\x1b[0m\r\nfini\b\n')).toBe('100 %\nfini\n');
});
