import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';
import { pagePaths, readPage, transferred } from '../support/site.ts';

const kB = 1000;

interface Bytes {
  html: number;
  script: number;
  other: number;
  readonly scripts: string[];
}

/** What a page asks for, counted in brotli bytes of the files served. Fonts are not counted. */
function countBytes(page: Page): Bytes {
  const bytes: Bytes = { html: 0, script: 0, other: 0, scripts: [] };
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    const type = request.resourceType();
    if (type === 'font') return;
    const size = transferred(path);
    if (type === 'document') bytes.html += size;
    else if (type === 'script') {
      bytes.script += size;
      bytes.scripts.push(path);
    } else bytes.other += size;
  });
  return bytes;
}

const isLab = (path: string) => readPage(path).includes('data-lab-place');
/** Runs on the engine: React, xterm and the engine itself. */
const isLive = (path: string) => {
  const [, id = ''] = /data-lab="([^"]+)"/.exec(readPage(path)) ?? [];
  return readPage(`/fr/labos/${id}.json`).includes('"live":');
};
const chapters = pagePaths().filter(
  (path) =>
    /^\/fr\/[^/]+\/$/.test(path) &&
    path !== '/fr/slides/' &&
    readPage(path).includes('class="chapter-head"') &&
    !readPage(path).includes('<astro-island'),
);
const lessons = chapters.filter((path) => !isLab(path));
const labs = chapters.filter(isLab);
const decks = pagePaths().filter((path) => /^\/fr\/slides\/./.test(path));
/** A deck of several chapters has the slides of all of them. */
const isOfOne = (deck: string) => chapters.includes(deck.replace('slides/', ''));

test('le cours a ses douze chapitres, dont six labos, et ses seize decks', () => {
  expect([chapters.length, labs.length, decks.length]).toEqual([12, 6, 16]);
});

for (const path of lessons) {
  test(`${path} tient dans le budget d’un chapitre`, async ({ page }) => {
    const bytes = countBytes(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(bytes.html, 'HTML et CSS').toBeLessThanOrEqual(14.6 * kB);
    expect(bytes.script, 'JavaScript').toBeLessThanOrEqual(6 * kB);
    expect(bytes.html + bytes.script + bytes.other, 'tout').toBeLessThanOrEqual(23 * kB);
  });
}

for (const path of labs) {
  test(`${path} tient dans le budget d’un labo`, async ({ page }) => {
    const bytes = countBytes(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(bytes.script, 'JavaScript avant l’ouverture').toBeLessThanOrEqual(12 * kB);
    await page.locator('[data-open-lab]').first().click();
    await page.locator('.xterm').first().waitFor();
    // What a first line needs comes while the prompt is read, and counts.
    const isThere = () => bytes.scripts.some((script) => script.includes('/first-line-'));
    if (isLive(path)) await expect.poll(isThere).toBe(true);
    await page.waitForLoadState('networkidle');
    // The goal of a live lab is 380 kB; this may only go down.
    const most = isLive(path) ? 368 : 160;
    expect(bytes.script, 'JavaScript après l’ouverture').toBeLessThanOrEqual(most * kB);
  });
}

test('le labo Istio entier, joué par ses propres commandes, tient dans son budget', async ({
  page,
}) => {
  test.slow();
  const bytes = countBytes(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/fr/tp-istio/');
  await page.locator('[data-open-lab]').first().click();
  await expect(page.locator('.lab-status')).not.toContainText('démarre', { timeout: 30_000 });
  const progress = page.locator('.lab-bar progress');
  const whole = (await progress.getAttribute('max')) ?? '';
  await expect(async () => {
    // It stops after each step.
    const play = page.getByRole('button', { name: 'Rendre la main' });
    if (await play.isVisible()) await play.click();
    await expect(progress).toHaveAttribute('value', whole, { timeout: 500 });
  }).toPass({ timeout: 150_000, intervals: [200] });
  // The text programs that its lines ask for come by themselves: not the box of all the others, of 281 kB.
  expect(bytes.scripts.filter((script) => script.includes('/toolbox-'))).toEqual([]);
  expect(bytes.script, 'JavaScript de tout le labo').toBeLessThanOrEqual(622 * kB);
});

for (const path of decks) {
  test(`${path} tient dans le budget d’un deck`, async ({ page }) => {
    const bytes = countBytes(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(bytes.script, 'JavaScript').toBeLessThanOrEqual(15 * kB);
    const most = isOfOne(path) ? 40 : 70;
    expect(bytes.html + bytes.script + bytes.other).toBeLessThanOrEqual(most * kB);
  });
}
