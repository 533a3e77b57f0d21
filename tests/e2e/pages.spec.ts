import { findViolations } from '../support/axe.ts';
import { bareOrigin, expect, test } from '../support/browser.ts';
import { pagePaths } from '../support/site.ts';

const widths = [1280, 320];
const schemes = ['light', 'dark'] as const;

for (const path of pagePaths()) {
  test(`${path} : axe, politique de sécurité, largeur, clair et sombre`, async ({ page }) => {
    for (const width of widths) {
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        await page.goto(path);
        expect(await findViolations(page), `${path} ${width} ${colorScheme}`).toEqual([]);
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
