import { expect, test } from '../support/browser.ts';

test('sur scène : chaque « suivante » tape une commande du labo, Échap rend le clavier', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.goto('/fr/slides/tp-istio/');
  await page.keyboard.press('d');
  const lab = page.locator('section.lab');
  await expect(lab).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  const screen = lab.locator('.xterm-rows');
  await page.keyboard.press('PageDown');
  await expect(screen).toContainText('maillage-worker2', { timeout: 20_000 });
  // A second press goes on, from inside the terminal as well.
  await expect(lab.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('PageDown');
  await expect(screen).toContainText('downloadIstio', { timeout: 30_000 });
  await expect(page.locator('.deck > .current')).toHaveAttribute('id', 'labo');
  await page.keyboard.press('Escape');
  await expect(page.locator(':focus')).toHaveJSProperty('tagName', 'TEXTAREA');
  await page.keyboard.type('echo repris');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('repris', { timeout: 30_000 });
});
