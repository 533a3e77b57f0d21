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

test('de la fenêtre du présentateur : ligne suivante, où en est le labo, et Échap rend le clavier à la scène', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.goto('/fr/slides/tp-istio/');
  const popup = page.waitForEvent('popup');
  await page.keyboard.press('s');
  const presenter = await popup;
  const panel = presenter.getByRole('region', { name: 'Labo à l’écran' });
  await panel.getByRole('button', { name: 'Jouer le labo' }).click();
  await expect(page.locator('.deck > .current')).toHaveAttribute('id', 'labo');
  await expect(presenter.locator('[data-presenter="now"] .current')).toHaveAttribute('id', 'labo');
  const lab = page.locator('section.lab');
  await expect(lab).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  await expect(panel).toContainText('Étape 1 sur 11');
  await expect(panel.locator('code')).toHaveText('kubectl get nodes');

  const screen = lab.locator('.xterm-rows');
  await presenter.keyboard.press('PageDown');
  await expect(screen).toContainText('maillage-worker2', { timeout: 30_000 });
  await expect(panel.locator('code')).toContainText('downloadIstio', { timeout: 30_000 });
  // A window that was closed finds it again.
  await presenter.reload();
  await expect(panel.locator('code')).toContainText('downloadIstio');
  await panel.getByRole('button', { name: 'Ligne suivante' }).click();
  await expect(screen).toContainText('downloadIstio', { timeout: 30_000 });
  await expect(page.locator('.deck > .current')).toHaveAttribute('id', 'labo');

  await page.bringToFront();
  await page.keyboard.press('Escape');
  await expect(page.locator(':focus')).toHaveJSProperty('tagName', 'TEXTAREA');
  await page.keyboard.type('echo repris');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('repris', { timeout: 30_000 });
  await expect(panel.getByRole('button', { name: 'Jouer le labo' })).toBeVisible();
  // The remote moves slides again.
  await presenter.bringToFront();
  await presenter.keyboard.press('PageDown');
  await expect(page.locator('.deck > .current')).not.toHaveAttribute('id', 'labo');
});

test('la salle voit le cluster à côté du terminal ; V l’enlève, + et C servent au fond de la salle', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.goto('/fr/slides/tp-istio/');
  await page.keyboard.press('d');
  const lab = page.locator('section.lab');
  await expect(lab).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
  const cluster = page.getByRole('complementary', { name: 'Le cluster, maintenant' });
  await expect(cluster).toBeVisible();
  await expect(lab.locator('.xterm-rows')).toContainText('$');
  await page.keyboard.press('Escape');
  await expect(page.locator(':focus')).toHaveJSProperty('tagName', 'TEXTAREA');
  await page.keyboard.type('kubectl create deployment web --image=nginx');
  await page.keyboard.press('Enter');
  await expect(cluster.getByRole('img', { name: /Carte du trafic/ })).toContainText('web', {
    timeout: 30_000,
  });
  const terminal = lab.locator('.lab-terminal');
  const [left, right] = await Promise.all([terminal.boundingBox(), cluster.boundingBox()]);
  expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual((right?.x ?? 0) + 1);

  // From the bar of the deck: the terminal has the other keys.
  await page.locator('.deck-bar button').last().focus();
  await page.keyboard.press('v');
  await expect(cluster).toHaveCount(0);
  await page.keyboard.press('v');
  await expect(cluster).toBeVisible();
  const heightOfRow = () =>
    lab
      .locator('.xterm-rows > div')
      .first()
      .evaluate((row) => row.clientHeight);
  const before = await heightOfRow();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('+');
  await expect.poll(heightOfRow).toBeGreaterThan(before);
  const background = () =>
    lab
      .locator('.xterm-scrollable-element, .xterm-viewport')
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).not.toBe('rgb(255, 255, 255)');
  await page.keyboard.press('c');
  await expect.poll(background).toBe('rgb(255, 255, 255)');
});
