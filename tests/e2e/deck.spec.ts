import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';
import { pagePaths } from '../support/site.ts';

const deck = '/fr/slides/mtls/';
const count = '.deck-count';

test('les touches de reveal.js mènent le deck', async ({ page }) => {
  await page.goto(deck);
  await expect(page.locator(count)).toHaveText(/^1 \/ \d+$/);
  for (const [key, slide] of [
    ['ArrowRight', 2],
    ['Space', 3],
    ['PageDown', 4],
    ['PageUp', 3],
    ['ArrowLeft', 2],
    ['Home', 1],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.locator(count)).toHaveText(new RegExp(`^${slide} /`));
  }
  await page.keyboard.press('End');
  await expect(page.locator('#fin')).toBeVisible();
  await expect(page.locator('#titre')).toBeHidden();
});

test('l’adresse garde la slide, et y revient', async ({ page }) => {
  await page.goto(deck);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const shown = await page.locator('.deck > .current').getAttribute('aria-label');
  await page.reload();
  await expect(page.locator('.deck > .current')).toHaveAttribute('aria-label', shown ?? '');
});

test('une adresse abîmée montre la première slide', async ({ page }) => {
  for (const hash of ['#%E0%A4%A', '#absente', '#%00', `#${'x'.repeat(5000)}`]) {
    await page.goto('about:blank');
    await page.goto(deck + hash);
    await expect(page.locator('#titre')).toBeVisible();
  }
});

test('B éteint l’écran, O montre toutes les slides, Échap y revient', async ({ page }) => {
  await page.goto(deck);
  await page.keyboard.press('b');
  await expect(page.locator('.deck-blank')).toBeVisible();
  await page.keyboard.press('.');
  await expect(page.locator('.deck-blank')).toBeHidden();
  await page.keyboard.press('o');
  await expect(page.locator('#fin')).toBeAttached();
  expect(await page.locator('.deck > section:visible').count()).toBeGreaterThan(5);
  await page.keyboard.press('Escape');
  expect(await page.locator('.deck > section:visible').count()).toBe(1);
});

test('les notes du formateur ne sont pas dans le deck', async ({ page }) => {
  await page.goto(deck);
  await expect(page.locator('.notes, [data-notes]')).toHaveCount(0);
});

// A deck of several chapters has the slides of its chapters.
const chapterDecks = pagePaths().filter(
  (path) => /^\/fr\/slides\/./.test(path) && pagePaths().includes(path.replace('slides/', '')),
);
/** Below, a slide holds too much to be read from the back of a room: cut its text. */
const smallestFit = 0.6;

interface Fitted {
  id: string;
  cut: number;
  fit: number;
}

/** Each slide as it is shown: how much of it is cut, and how much smaller its type was made. */
async function fittedSlides(page: Page, path: string): Promise<Fitted[]> {
  await page.goto(path, { waitUntil: 'networkidle' });
  const total = await page.locator('.deck > section:not(.page-only)').count();
  const slides: Fitted[] = [];
  for (let slide = 1; slide <= total; slide += 1) {
    const shown = await page.locator('.deck > .current').evaluate((element) => ({
      id: element.id || element.querySelector('h2, h3')?.id || '',
      cut: element.scrollHeight - element.clientHeight,
      fit: Number(element instanceof HTMLElement && element.style.getPropertyValue('--fit')) || 1,
    }));
    slides.push(shown);
    await page.keyboard.press('ArrowRight');
  }
  return slides;
}

for (const path of chapterDecks)
  test(`chaque slide de ${path} tient à l’écran en 1280 × 720, assez grande pour être lue`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    const slides = await fittedSlides(page, path);
    expect(slides.filter(({ cut, fit }) => cut > 1 || fit < smallestFit)).toEqual([]);
  });

for (const [width, height] of [
  [1024, 768],
  [3840, 2160],
] as const)
  test(`sur un projecteur de ${width} × ${height}, aucune slide n’est coupée`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const slides = await fittedSlides(page, deck);
    expect(slides.filter(({ cut }) => cut > 1)).toEqual([]);
  });

test('le deck s’imprime à une slide par page, au format 16/9', async ({ page }) => {
  await page.goto(deck, { waitUntil: 'networkidle' });
  const slides = await page.locator('.deck > section:not(.page-only, .lab-slide)').count();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(slides);
  expect(pdf).toMatch(/\/MediaBox\s*\[0 0 960(\.\d+)? 540/);
});

test('sans JavaScript, toutes les slides se lisent', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(deck);
  await expect(page.locator('#titre')).toBeVisible();
  await expect(page.locator('#fin')).toBeVisible();
  await context.close();
});
