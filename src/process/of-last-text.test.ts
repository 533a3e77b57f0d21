import { expect, test } from 'vitest';
import { ofLastText } from './of-last-text.ts';

test('makes the same of the same text, once, and forgets a text when another comes', () => {
  const texts: string[] = [];
  const numberOf = ofLastText((text) => {
    texts.push(text);
    return { value: Number(text) };
  });
  const one = numberOf('1');
  expect(numberOf('1')).toBe(one);
  expect([numberOf('2'), numberOf('1')]).toEqual([{ value: 2 }, { value: 1 }]);
  expect(texts).toEqual(['1', '2', '1']);
});

test('keeps nothing of a text that is refused', () => {
  const parse = ofLastText((text): unknown => JSON.parse(text));
  expect(() => parse('{')).toThrow(SyntaxError);
  expect(() => parse('{')).toThrow(SyntaxError);
  expect(parse('{}')).toEqual({});
});
