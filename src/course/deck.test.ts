import { expect, test } from 'vitest';
import { deckAction, moved, swipeAction } from './deck.ts';

test('a remote moves slides, blanks the screen and opens the overview', () => {
  expect(['PageDown', 'PageUp', '.', 'Escape'].map(deckAction)).toEqual([
    'next',
    'previous',
    'blank',
    'overview',
  ]);
});

test('letters work with Caps Lock on', () => {
  expect(deckAction('F')).toBe('fullscreen');
});

test('keys of the browser are left alone', () => {
  expect(['Tab', 'Enter', 'F5', 'a'].map(deckAction)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the first and last slides are ends, not a circle', () => {
  expect(moved(0, 5, 'previous')).toBe(0);
  expect(moved(4, 5, 'next')).toBe(4);
  expect(moved(2, 5, 'first')).toBe(0);
  expect(moved(2, 5, 'last')).toBe(4);
  expect(moved(2, 5, 'blank')).toBe(2);
});

test('a swipe to the left is the next slide; scrolling is not a swipe', () => {
  expect(swipeAction(-80, 10)).toBe('next');
  expect(swipeAction(80, 10)).toBe('previous');
  expect(swipeAction(-30, 0)).toBeUndefined();
  expect(swipeAction(-60, 90)).toBeUndefined();
});
