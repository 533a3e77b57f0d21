import { expect, test } from '../support/browser.ts';

const page0 = '/fr/comparatif/';

test('on choisit, on filtre, on trie, et l’adresse garde le choix', async ({ page }) => {
  await page.goto(page0);
  const status = page.locator('.comparison-actions output').last();
  await expect(status).toHaveText('8 produits, 19 critères');
  await page.mouse.move(300, 300);
  await page.getByLabel('NGINX Service Mesh').uncheck();
  await page.getByLabel('Traefik Mesh').uncheck();
  await expect(status).toContainText('6 produits');
  await page.getByLabel('Chercher un critère').fill('mtls');
  await expect(status).not.toContainText('19 critères');
  await expect(page).toHaveURL(/meshes=.*criteres=mtls/);
  const shown = await page.locator('.comparison table').innerText();
  await page.reload();
  await expect(page.locator('.comparison table')).toHaveText(shown, { useInnerText: true });
  await page.getByRole('button', { name: 'Tout afficher' }).click();
  await expect(status).toHaveText('8 produits, 19 critères');
});

test('une adresse abîmée montre le comparatif entier', async ({ page }) => {
  await page.goto(`${page0}?meshes=absent,%00&groupe=__proto__&tri=x`);
  await expect(page.locator('.comparison-actions output').last()).toHaveText(
    '8 produits, 19 critères',
  );
});

test('chaque case dit sa source, sa version et sa date', async ({ page }) => {
  await page.goto(page0);
  const cell = page.locator('tbody td').filter({ hasText: 'Détail et source' }).first();
  await cell.locator('summary').click();
  await expect(cell.locator('a[href^="https://"]')).toHaveCount(1);
  await expect(cell).toContainText(/2026/);
});

test('React ne se charge qu’au premier geste', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  await page.goto(page0, { waitUntil: 'networkidle' });
  expect(scripts.filter((url) => /Comparison|client\./.test(url))).toEqual([]);
  await page.keyboard.press('Tab');
  await expect.poll(() => scripts.some((url) => url.includes('Comparison'))).toBe(true);
});
