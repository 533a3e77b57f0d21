import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRegex } from './regex.ts';

const whole: [pattern: string, text: string, matches: boolean][] = [
  ['/api/v[0-9]+/.*', '/api/v12/items', true],
  ['/api/v[0-9]+/.*', '/api/v/items', false],
  ['/api', '/api/', false],
  ['(?i)jason', 'JaSoN', true],
  ['(?i:a)b', 'Ab', true],
  ['(?i:a)b', 'AB', false],
  ['^(.*?;)?(user=jason)(;.*)?$', 'a=1;user=jason;b=2', true],
  ['^(.*?;)?(user=jason)(;.*)?$', 'a=1;user=jasonette', false],
  ['a{2,3}', 'aa', true],
  ['a{2,3}', 'aaaa', false],
  ['a{2}', 'aa', true],
  ['a{2,}', 'aaaaa', true],
  ['[^/]+', 'a/b', false],
  ['[]a]+', ']a', true],
  ['[a-]+', 'a-', true],
  [String.raw`\d+\.\w+`, '12.ab', true],
  [String.raw`\Qa.b\E`, 'a.b', true],
  [String.raw`\Qa.b\E`, 'axb', false],
  ['[[:alpha:]]+', 'abc', true],
  [String.raw`\pL+`, 'été', true],
  [String.raw`\bfoo\b.*`, 'foo bar', true],
  ['.', '\n', false],
  ['(?s).', '\n', true],
  ['', '', true],
  ['a|', '', true],
  ['x*', 'xxxx', true],
  ['.*\u{1f600}', 'a\u{1f600}', true],
  // What RE2 refuses matches nothing.
  [String.raw`(a)\1`, 'aa', false],
  ['(?=a)a', 'a', false],
  ['a{1001}', 'a'.repeat(1001), false],
  ['*a', 'a', false],
  ['(a', 'a', false],
];

test.each(whole)('%s on the whole of %j: %s', (pattern, text, matches) => {
  expect(compileRegex(pattern).matches(text)).toBe(matches);
});

test('replaces every match, with groups', () => {
  expect(
    compileRegex('^/service/([^/]+)(/.*)$').replace('/service/foo/v1', String.raw`\2/i/\1`),
  ).toBe('/v1/i/foo');
  expect(compileRegex('one').replace('/one/one', 'two')).toBe('/two/two');
  expect(compileRegex('(?i)/xx/').replace('/aaa/XX/bbb', '/yy/')).toBe('/aaa/yy/bbb');
  expect(compileRegex('x*').replace('ab', '-')).toBe('-a-b-');
});

test('takes a time in proportion to the text, whatever the pattern', () => {
  const text = `${'a'.repeat(2000)}!`;
  expect(compileRegex('(a*)*b').matches(text)).toBe(false);
  expect(compileRegex('(a|aa)+$').matches(text)).toBe(false);
});

test('agrees with JavaScript where both have the same syntax', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(?:ab)', '(b*)');
  const pattern = fc
    .array(fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{1,2}', '*?')), { maxLength: 5 })
    .map((parts) => parts.map((part) => part.join('')).join(''));
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(pattern, text, (source, input) => {
      expect(compileRegex(source).matches(input)).toBe(new RegExp(`^(?:${source})$`).test(input));
      expect(compileRegex(source).replace(input, '<>')).toBe(
        input.replaceAll(new RegExp(source, 'g'), '<>'),
      );
    }),
  );
});

test('never throws, whatever the pattern', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (source, input) => {
      expect(() => compileRegex(source).matches(input)).not.toThrow();
    }),
  );
});
