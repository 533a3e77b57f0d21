import AxeBuilder from '@axe-core/playwright';
import { bareOrigin, expect, test } from '../support/browser.ts';
import { pagePaths } from '../support/site.ts';

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
const widths = [1280, 320];
const schemes = ['light', 'dark'] as const;

for (const path of pagePaths()) {
  test(`${path} : axe, politique de sécurité, largeur, clair et sombre`, async ({ page }) => {
    for (const width of widths) {
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        await page.goto(path);
        const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
        );
        expect(found, `${path} ${width} ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        expect(overflow, `débordement horizontal à ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });

  test(`${path} : sans les en-têtes du serveur, la politique <meta> tient`, async ({ page }) => {
    await page.goto(bareOrigin + path);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForLoadState('networkidle');
  });
}
