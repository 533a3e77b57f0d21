import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';

/** Every lab is live (live-lab.spec.ts); one whose engine is missing is replayed from its transcript, as here. */
const labs = ['/fr/quickstart-linkerd/'];

async function withoutEngine(page: Page): Promise<void> {
  await page.route('**/fr/labos/*.json', async (route) => {
    const { live: _, ...replay } = await (await route.fetch()).json();
    await route.fulfill({ json: replay });
  });
}

async function openByKeyboard(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await withoutEngine(page);
  await page.goto(path);
  await page.locator('[data-open-lab]').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.lab[data-state="ready"]')).toBeVisible();
  await page.locator('.lab-play').focus();
}

const progress = (page: Page) => page.locator('.lab-bar progress');
const done = async (page: Page) => Number(await progress(page).getAttribute('value'));

for (const path of labs) {
  test(`${path} se joue jusqu’au bout au clavier`, async ({ page }) => {
    await openByKeyboard(page, path);
    const total = Number(await progress(page).getAttribute('max'));
    expect(total).toBeGreaterThan(20);
    for (let presses = 0; presses < 2 * total && (await done(page)) < total; presses += 1) {
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(20);
    }
    await expect(progress(page)).toHaveAttribute('value', String(total), { timeout: 30_000 });
    await page.getByRole('button', { name: 'Mode texte' }).click();
    await expect(page.locator('.lab-log > li')).toHaveCount(total);
  });

  test(`${path} reprend après un rechargement là où il en était`, async ({ page }) => {
    await openByKeyboard(page, path);
    for (let presses = 0; presses < 12 && (await done(page)) < 3; presses += 1) {
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(20);
    }
    await expect.poll(() => done(page)).toBeGreaterThanOrEqual(3);
    const before = await done(page);
    await page.waitForTimeout(600);
    await page.reload();
    await page.locator('[data-open-lab]').first().click();
    await expect.poll(() => done(page)).toBeGreaterThanOrEqual(before);
  });

  test(`${path} : Tab et Échap quittent le terminal`, async ({ page }) => {
    await openByKeyboard(page, path);
    const terminal = page.locator('.lab-terminal textarea');
    await terminal.focus();
    await page.keyboard.press('Tab');
    await expect(terminal).not.toBeFocused();
    await terminal.focus();
    await page.keyboard.press('Escape');
    await expect(page.locator('.lab-play')).toBeFocused();
  });
}

test('« Exécuter » joue la commande du texte', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/fr/tp-istio/');
  const command = page.locator('.command').nth(3);
  const typed = ((await command.locator('pre.code').textContent()) ?? '').split('\n')[0] ?? '';
  await command.getByRole('button', { name: 'Exécuter' }).click();
  await page.getByRole('button', { name: 'Mode texte' }).click();
  await expect(page.locator('.lab-text')).toContainText(typed.slice(0, 30));
});

test('une étape du texte mène le terminal à son début', async ({ page }) => {
  await page.goto('/fr/tp-istio/');
  await page.locator('[data-jump]').nth(3).click();
  await expect(page.locator('.lab-step')).toContainText('Étape 4/');
});

test('le labo ouvert, en jeu puis en mode texte, passe axe', async ({ page }) => {
  await page.goto('/fr/tp-istio/');
  await page.locator('[data-open-lab]').first().click();
  await page.locator('.lab-play').click();
  await page.waitForTimeout(1500);
  for (const mode of ['terminal', 'texte']) {
    const { violations } = await new AxeBuilder({ page }).include('.lab').analyze();
    expect(
      violations.map(({ id }) => id),
      mode,
    ).toEqual([]);
    await page.getByRole('button', { name: 'Mode texte' }).click();
  }
});

test('le terminal ne s’ouvre pas : le message dit pourquoi et propose de réessayer', async ({
  page,
  watched,
}) => {
  watched.forgive(/ERR_FAILED/);
  await page.route('**/fr/labos/*.json', (route) => route.abort());
  await page.goto('/fr/tp-istio/');
  await page.locator('[data-open-lab]').first().click();
  await expect(page.getByRole('alert')).toContainText('n’a pas pu s’ouvrir');
  await page.unroute('**/fr/labos/*.json');
  await page.getByRole('button', { name: 'Réessayer' }).click();
  await expect(page.locator('.lab[data-state="ready"]')).toBeVisible();
});

test('le même labo se joue dans une slide', async ({ page }) => {
  await page.goto('/fr/slides/tp-istio/#labo');
  await page.locator('.lab-slide [data-open-lab]').click();
  await expect(page.locator('.lab-slide .xterm')).toBeVisible();
  await page.locator('.lab-slide .lab-play').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#labo')).toHaveClass(/current/);
});
