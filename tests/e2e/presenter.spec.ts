import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';

const deck = '/fr/slides/mtls/';
const shown = (page: Page) => page.locator('main.deck > .current');

async function openPresenter(page: Page): Promise<Page> {
  const popup = page.waitForEvent('popup');
  await page.keyboard.press('s');
  const presenter = await popup;
  await expect(presenter.locator('[data-presenter="count"]')).toHaveText(/^\d+ \/ \d+$/);
  return presenter;
}

const number = (page: Page) => page.locator('.deck-count');
const presenterNumber = (page: Page) => page.locator('[data-presenter="count"]');

test('la vue du présentateur et l’écran public vont ensemble, dans les deux sens', async ({
  page,
}) => {
  await page.goto(deck);
  await page.keyboard.press('ArrowRight');
  const presenter = await openPresenter(page);
  await expect(presenterNumber(presenter)).toHaveText(/^2 \//);
  await presenter.keyboard.press('PageDown');
  await expect(number(page)).toHaveText(/^3 \//);
  await page.keyboard.press('PageUp');
  await expect(presenterNumber(presenter)).toHaveText(/^2 \//);
  await presenter.keyboard.type('12');
  await presenter.keyboard.press('Enter');
  await expect(number(page)).toHaveText(/^12 \//);
  await presenter.keyboard.press('b');
  await expect(page.locator('.deck-blank')).toBeVisible();
  await presenter.keyboard.press('.');
  await expect(page.locator('.deck-blank')).toBeHidden();
});

test('les notes restent sur l’écran du présentateur', async ({ page }) => {
  await page.goto(deck);
  await page.keyboard.press('ArrowRight');
  const presenter = await openPresenter(page);
  const notes = presenter.locator('[data-presenter="notes"] p').first();
  await expect(notes).toBeVisible();
  const said = (await notes.textContent()) ?? '';
  expect(said.length).toBeGreaterThan(20);
  expect(await page.content()).not.toContain(said.slice(0, 40));
  await expect(presenter.locator('[data-presenter="next"] .current h2')).toBeVisible();
});

test('F5, une fenêtre fermée puis rouverte : rien n’est perdu', async ({ page }) => {
  await page.goto(deck);
  const presenter = await openPresenter(page);
  await presenter.getByRole('button', { name: 'Démarrer' }).click();
  for (let slide = 0; slide < 4; slide += 1) await presenter.keyboard.press('ArrowRight');
  await expect(number(page)).toHaveText(/^5 \//);
  await page.reload();
  await expect(number(page)).toHaveText(/^5 \//);
  await presenter.reload();
  await expect(presenterNumber(presenter)).toHaveText(/^5 \//);
  await expect(presenter.getByRole('button', { name: 'Arrêter' })).toBeVisible();
  await presenter.close();
  await page.bringToFront();
  await page.keyboard.press('ArrowRight');
  const again = await openPresenter(page);
  await expect(presenterNumber(again)).toHaveText(/^6 \//);
  await again.keyboard.press('ArrowRight');
  await expect(number(page)).toHaveText(/^7 \//);
  await expect(again.locator('[data-presenter="spent"]')).not.toHaveText('0:00');
});

test('trois fenêtres : un double appui fait deux pas partout, et une fenêtre de plus arrive au même endroit', async ({
  page,
  context,
}) => {
  await page.goto(deck);
  const presenter = await openPresenter(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await presenter.bringToFront();
  await presenter.evaluate(() => {
    for (let press = 0; press < 2; press += 1)
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true, cancelable: true }),
      );
  });
  await expect(presenterNumber(presenter)).toHaveText(/^3 \//);
  await expect(number(page)).toHaveText(/^3 \//);
  await expect(number(second)).toHaveText(/^3 \//);
  const late = await context.newPage();
  await late.goto(page.url().replace(/#.*/, ''));
  await expect(number(late)).toHaveText(/^3 \//);
  await late.keyboard.press('b');
  await expect(page.locator('.deck-blank')).toBeVisible();
  await expect(presenter.locator('[data-presenter="blank"]')).toBeVisible();
});

test('l’écran reste allumé, et le redemande quand la fenêtre revient', async ({
  page,
  context,
}) => {
  await context.addInitScript(() => {
    const asked = { times: 0 };
    Object.defineProperty(window, 'asked', { value: asked });
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        request: () => {
          asked.times += 1;
          return Promise.reject(new DOMException('batterie faible', 'NotAllowedError'));
        },
      },
    });
  });
  const times = (of: Page) => of.evaluate(() => Reflect.get(Reflect.get(window, 'asked'), 'times'));
  await page.goto(deck);
  expect(await times(page)).toBe(0);
  const presenter = await openPresenter(page);
  await expect.poll(() => times(presenter)).toBe(1);
  await expect.poll(() => times(page)).toBe(1);
  await presenter.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(await times(presenter)).toBe(2);
});

test('le retard se dit en mots, d’après le plan', async ({ page }) => {
  await page.clock.install({ time: new Date('2026-11-30T09:00:00') });
  await page.goto('/fr/presentateur/mtls/');
  // Only the test moves it from here on.
  await page.clock.pauseAt(new Date('2026-11-30T09:05:00'));
  await page.getByRole('button', { name: 'Démarrer' }).click();
  await page.keyboard.press('ArrowRight');
  await page.clock.runFor('10:00');
  await expect(page.locator('[data-presenter="late"]')).toHaveText(/^En retard de \d+:\d\d$/);
  await expect(page.locator('[data-presenter="spent"]')).toHaveText('10:00');
  // Planned against spent, of this slide and of all: what is left counts down.
  await expect(page.locator('[data-presenter="here"]')).toHaveText(/^10:00 \/ \d+:\d\d$/);
  const left = (await page.locator('[data-presenter="left"]').textContent()) ?? '';
  await page.clock.runFor('01:00');
  await expect(page.locator('[data-presenter="left"]')).not.toHaveText(left);
  await expect(page.locator('[data-presenter="clock"]')).toHaveText('09:16');
  await page.keyboard.press('End');
  await expect(page.locator('[data-presenter="late"]')).toHaveText(/^En avance de \d+:\d\d$/);
});

test('sans BroadcastChannel, les fenêtres se suivent encore', async ({ page, context }) => {
  await context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'BroadcastChannel');
  });
  await page.goto(deck);
  const presenter = await openPresenter(page);
  await presenter.keyboard.press('ArrowRight');
  await expect(number(page)).toHaveText(/^2 \//);
  await page.keyboard.press('ArrowRight');
  await expect(presenterNumber(presenter)).toHaveText(/^3 \//);
});

test('sans BroadcastChannel, le présentateur mène aussi le labo', async ({ page, context }) => {
  await context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'BroadcastChannel');
  });
  await page.goto('/fr/slides/tp-istio/');
  const presenter = await openPresenter(page);
  await presenter.keyboard.press('d');
  await expect(page.locator('.deck > .current')).toHaveAttribute('id', 'labo');
  await expect(presenter.getByRole('button', { name: 'Rendre le clavier' })).toBeVisible();
  await presenter.keyboard.press('Escape');
  await expect(presenter.getByRole('button', { name: 'Jouer le labo' })).toBeVisible();
});

test('un message abîmé sur le canal ne change rien', async ({ page }) => {
  await page.goto(`${deck}?seance=essai`);
  await expect(number(page)).toHaveText(/^1 \//);
  await page.evaluate(() => {
    const channel = new BroadcastChannel('maillage:presentation:essai');
    for (const message of [
      null,
      7,
      'x',
      { turn: 9, by: 'z', slide: '<img src=x onerror=alert(1)>' },
      { turn: 1e9, by: 'z', slide: 'fin', blank: 'oui', timer: { spent: {} } },
      { type: 'demo-order', order: 'rm' },
      // No lab in this deck.
      { type: 'demo-order', order: 'start' },
    ])
      channel.postMessage(message);
  });
  await page.waitForTimeout(300);
  await expect(number(page)).toHaveText(/^1 \//);
  await page.evaluate(() => {
    new BroadcastChannel('maillage:presentation:essai').postMessage({
      turn: 9,
      by: 'z',
      slide: 'absente"]<b>',
      blank: false,
      timer: { spent: {} },
    });
  });
  await expect(shown(page)).toHaveAttribute('aria-label', /^1 sur/);
});

test('un deck de plusieurs chapitres garde ses ancres et n’exécute rien sans labo', async ({
  page,
}) => {
  await page.goto('/fr/slides/deux-heures/');
  await page.keyboard.press('End');
  await expect(page.locator('#fin')).toBeVisible();
  const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  await expect(page.getByRole('button', { name: 'Exécuter' })).toHaveCount(0);
});
