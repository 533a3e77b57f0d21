import { expect, test } from '../support/browser.ts';

const chapter = '/fr/architecture/';

test('un chapitre se lit, se coche, et le cours se reprend où on l’a laissé', async ({ page }) => {
  await page.goto(chapter);
  await expect(page.locator('h1')).toHaveCount(1);
  await page.getByRole('button', { name: 'Marquer comme lu' }).click();
  await expect(page.getByRole('button', { name: 'Chapitre lu' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.reload();
  await expect(page.locator('[data-outline="architecture"]')).toHaveClass(/tick/);
  await page.goto('/fr/');
  await expect(page.getByRole('link', { name: /Reprendre : Architecture/ })).toHaveAttribute(
    'href',
    chapter,
  );
});

test('le sommaire mène aux sections, et leur adresse se partage', async ({ page }) => {
  await page.goto(chapter);
  const link = page.locator('.toc a').nth(2);
  await link.click();
  await expect(page).toHaveURL(/#.+/);
  const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
  await expect(page.locator(`[id="${id}"]`)).toBeInViewport();
});

test('le chapitre suivant est à une touche, et le retour aussi', async ({ page }) => {
  await page.goto(chapter);
  await page.keyboard.press(']');
  await expect(page).toHaveURL('/fr/histoire/');
  await page.keyboard.press('[');
  await expect(page).toHaveURL(chapter);
});

test('le chapitre suivant est préparé dès qu’on le désigne', async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  const ready = new Promise((resolve) => {
    // A page that a debugger watches is only prefetched: Chromium does not prerender it.
    session.on('Preload.prefetchStatusUpdated', ({ key, status }) => {
      if (key.url.endsWith('/fr/histoire/') && status === 'Ready') resolve(true);
    });
  });
  await session.send('Preload.enable');
  await page.goto(chapter);
  await page.locator('[data-outline="histoire"]').hover();
  expect(await ready).toBe(true);
});

test('? montre les raccourcis, Échap les ferme', async ({ page }) => {
  await page.goto(chapter);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Raccourcis clavier' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('le thème choisi reste, sans éclair au chargement', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(chapter);
  await page.getByLabel('Thème d’affichage').selectOption('dark');
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      document.documentElement.dataset['first'] = getComputedStyle(document.body).backgroundColor;
    });
  });
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-first', dark);
  await expect(page.getByLabel('Thème d’affichage')).toHaveValue('dark');
});

test('un terme du glossaire se définit au survol, au focus, et se tait à Échap', async ({
  page,
}) => {
  await page.goto(chapter);
  const term = page.locator('a.term').first();
  await term.focus();
  const definition = page.getByRole('tooltip');
  await expect(definition).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(definition).toBeHidden();
  await page.mouse.move(0, 0);
  await term.hover();
  await expect(definition).toBeVisible();
});

test('copier un bloc prend le code seul', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/fr/tp-istio/');
  const command = page.locator('.command').first();
  await command.getByRole('button', { name: 'Copier' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe((await command.locator('pre.code').first().textContent())?.trim());
  expect(copied).not.toMatch(/^\$ /);
});

test('une adresse inconnue répond 404 et ramène au cours', async ({ page, watched }) => {
  watched.forgive(/404/);
  const answer = await page.goto('/fr/nulle-part/');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('link', { name: 'Accueil du cours' })).toBeVisible();
});

test('sans JavaScript, le chapitre, ses schémas et le résultat des commandes se lisent', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/fr/tp-istio/');
  await page.locator('details.expected summary').first().click();
  await expect(page.locator('details.expected pre').first()).toBeVisible();
  await expect(page.locator('.code-actions')).toHaveCount(0);
  await expect(page.locator('.diagram img:visible').first()).toBeAttached();
  await page.goto('/fr/quiz/mtls/');
  await page.locator('details summary').first().click();
  await expect(page.locator('details[open]').first()).toContainText(/\S{3}/);
  await page.goto('/fr/comparatif/');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await context.close();
});
