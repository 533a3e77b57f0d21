import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderNotices } from '../../scripts/notices.ts';

test('THIRD-PARTY-NOTICES.md est à jour (sinon : npm run notices)', () => {
  expect(readFileSync('THIRD-PARTY-NOTICES.md', 'utf8')).toBe(renderNotices());
});
