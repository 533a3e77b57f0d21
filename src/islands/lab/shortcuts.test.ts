import { expect, test } from 'vitest';
import { otherSpeed, shortcutOf } from './shortcuts.ts';

const key = (name: string, ctrlKey = false) => ({
  key: name,
  ctrlKey,
  altKey: false,
  metaKey: false,
});

test.each([
  [' ', 'terminal', 'toggle'],
  [' ', 'control', undefined],
  [' ', 'other', 'toggle'],
  ['ArrowRight', 'control', 'next'],
  ['ArrowRight', 'choice', undefined],
  ['Escape', 'terminal', 'leave'],
  ['Escape', 'control', undefined],
  [' ', 'typed', undefined],
  ['Escape', 'typed', undefined],
  ['Tab', 'terminal', undefined],
  ['toString', 'other', undefined],
] as const)('%j in the %s asks for %s', (name, focus, action) => {
  expect(shortcutOf(key(name), focus)).toBe(action);
});

test('leaves keys with Ctrl to the browser', () => {
  expect(shortcutOf(key('+', true), 'terminal')).toBeUndefined();
});

test('changes speed by one notch and stops at both ends', () => {
  expect(otherSpeed([0.5, 1, 2], 1, 1)).toBe(2);
  expect(otherSpeed([0.5, 1, 2], 2, 1)).toBe(2);
  expect(otherSpeed([0.5, 1, 2], 0.5, -1)).toBe(0.5);
});
