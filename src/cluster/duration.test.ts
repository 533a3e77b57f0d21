import { expect, test } from 'vitest';
import { humanDuration, shortHumanDuration } from './duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-2 * second, '<invalid>'],
  [-second, '0s'],
  [0, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [2 * minute + second, '2m1s'],
  [9 * minute + 59 * second, '9m59s'],
  [10 * minute + second, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 5 * minute, '8h'],
  [47 * hour, '47h'],
  [48 * hour, '2d'],
  [49 * hour, '2d1h'],
  [8 * day + hour, '8d'],
  [729 * day, '729d'],
  [730 * day, '2y'],
  [731 * day, '2y1d'],
  [8 * 365 * day + day, '8y'],
])('a duration of %d ms reads %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  [59 * second, '59s'],
  [119 * second, '1m'],
  [23 * hour, '23h'],
  [48 * hour, '2d'],
  [366 * day, '1y'],
])('in short, %d ms reads %s', (ms, text) => {
  expect(shortHumanDuration(ms)).toBe(text);
});
