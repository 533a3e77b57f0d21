import { expect, it } from 'vitest';
import { stale } from './schemas.ts';

it('has written the structure and the descriptions that are committed (npm run schemas)', () => {
  expect(stale()).toEqual([]);
});
