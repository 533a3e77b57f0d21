import { expect, test } from 'vitest';
import { movePath } from './path.ts';

test('moves absolute commands and rounds to a tenth', () => {
  expect(movePath('M213,66.5L225.135,66.5C1,2,3,4,5.04,6', 10, -60)).toBe(
    'M223 6.5L235.1 6.5C11-58 13-56 15-54',
  );
  expect(movePath('M0 60 H5 V6 Z', 1, 2)).toBe('M1 62H6V8Z');
});

test('moves only the end of an arc', () => {
  expect(movePath('A5,6 0 0,1 10,20', 1, 1)).toBe('A5 6 0 0 1 11 21');
});

test('leaves relative commands where they are', () => {
  expect(movePath('M0,13 a67.5,12.981 0,0,0 135,0 l0,-45', 5, 5)).toBe(
    'M5 18a67.5 13 0 0 0 135 0l0-45',
  );
});
