import { expect, test } from 'vitest';
import { later } from './later.ts';

test('what is asked for twice is loaded once, and stays', async () => {
  let count = 0;
  const number = later(() => Promise.resolve((count += 1)));
  expect(number.value).toBeUndefined();
  expect(await Promise.all([number.load(), number.load()])).toEqual([1, 1]);
  expect(number.value).toBe(1);
  expect(await number.load()).toBe(1);
});

test('what failed to load is asked for again', async () => {
  let isOnline = false;
  const word = later(() =>
    isOnline ? Promise.resolve('here') : Promise.reject(new Error('no network')),
  );
  await expect(word.load()).rejects.toThrow('no network');
  isOnline = true;
  expect(await word.load()).toBe('here');
});
