import { expect, it } from 'vitest';
import { staleCrdSchemas } from './crd-schemas.ts';
import { stale } from './schemas.ts';

it('has written the structure and the descriptions that are committed (npm run schemas)', () => {
  expect(stale()).toEqual([]);
});

it('has written the schemas of custom resources that are committed (npm run schemas)', () => {
  expect(staleCrdSchemas()).toEqual([]);
});
