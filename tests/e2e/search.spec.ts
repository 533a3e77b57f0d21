import { readFileSync } from 'node:fs';
import { expect, test } from '../support/browser.ts';

test('la recherche s’ouvre par / et Ctrl+K, se parcourt aux flèches et mène à la section', async ({
  page,
}) => {
  await page.goto('/fr/histoire/');
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox');
  await expect(field).toBeFocused();
  await field.fill('permissive');
  await expect(page.getByRole('status')).toContainText(/résultat/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#/);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('ce qu’on tape ne devient jamais du HTML', async ({ page }) => {
  await page.goto('/fr/');
  await page.keyboard.press('/');
  await page.getByRole('searchbox').fill('<img src=x onerror=alert(1)>');
  await expect(page.locator('dialog img')).toHaveCount(0);
});

test('l’index ne se charge qu’à l’ouverture', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/fr/');
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.includes('recherche'))).toEqual([]);
  expect(JSON.parse(readFileSync('dist/fr/recherche.json', 'utf8')).length).toBeGreaterThan(60);
});
