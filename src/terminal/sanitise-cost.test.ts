import { expect, test } from 'vitest';
import { sanitise } from './sanitise.ts';

test('takes 5 MB without harm', () => {
  const text = `${'\x1b[32mok\x1b[0m é '.repeat(40)}\n`.repeat(8000);
  const start = performance.now();
  sanitise(text);
  expect(performance.now() - start).toBeLessThan(6000);
});
