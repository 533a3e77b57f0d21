import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const tags = [
  'wcag2a',
  'wcag2aa',
  'wcag21a',
  'wcag21aa',
  'wcag22aa',
  'RGAAv4',
  'EN-301-549',
  'best-practice',
];

/**
 * What axe finds wrong in a page, by every rule: what it is called, and the elements. The rules run in the page itself (the
 * mode called legacy) and only what is wrong is told: axe's usual mode, made for frames of other origins, carries all that is
 * right too, out of the page and into a blank one, which took three quarters of its time.
 */
export async function findViolations(page: Page): Promise<string[]> {
  expect(page.frames(), 'axe ne lit pas les cadres d’une autre origine').toHaveLength(1);
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
