import { expect, test } from 'vitest';
import { ApiError } from './api.ts';
import { matchesAll, parseLabelSelector } from './selector.ts';

function matching(selector: string, labels: Record<string, string>): boolean | string {
  try {
    return matchesAll(parseLabelSelector(selector), labels);
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

test.each([
  ['', {}, true],
  ['a=1', { a: '1' }, true],
  ['a==1,b', { a: '1' }, false],
  ['a!=1', {}, true],
  ['a in (1, 2)', { a: '2' }, true],
  ['a notin (1,2)', { a: '2' }, false],
  ['a in (in)', { a: 'in' }, true],
  ['a in ()', { a: '' }, true],
  ['!a', { a: '' }, false],
  ['a=', { a: '' }, true],
  ['a>3', { a: '10' }, true],
  ['a<3', { a: '10' }, false],
  ['constructor', {}, false],
])('%s on %o is %s', (selector, labels, expected) => {
  expect(matching(selector, labels)).toBe(expected);
});

test.each([
  ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['a in', "unable to parse requirement: found '' expected: '('"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a,', "found '', expected: identifier after ','"],
  [',a', "found ',', expected: !, identifier, or 'end of string'"],
  ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  ['a=(', "unable to parse requirement: found '(', expected: identifier"],
])('%s is refused: %s', (selector, message) => {
  expect(matching(selector, {})).toBe(message);
});
