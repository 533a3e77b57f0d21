import AxeBuilder from '@axe-core/playwright';
import { chromium, type Browser, type FrameLocator, type Page } from '@playwright/test';
import { chromiumFlags, findHeadlessShell } from '../../scripts/chromium.ts';
import { newRoomKeys, seal } from '../../src/course/room/envelope.ts';
import { printStage } from '../../src/course/room/stage.ts';
import { stageTopic } from '../../src/course/room/topics.ts';
import { deflate } from '../../src/session/deflate.ts';
import { connect, type Connection } from '../../src/session/room/connection.ts';
import { expect, test, watch } from '../support/browser.ts';
import { startBroker, type Broker } from '../support/mosquitto.ts';

// Each test is a room: three or four browsers, side by side.
test.describe.configure({ timeout: 180_000 });

let broker: Broker;
test.beforeAll(async () => {
  broker = await startBroker();
});
test.afterAll(() => broker.stop());

/** What a browser says of a broker that is gone. */
const cut = /WebSocket connection to/;

const status = (page: Page) => page.locator('.room-status');
const slides = (page: Page): FrameLocator => page.frameLocator('.room-frame');
const number = (page: Page | FrameLocator) => page.locator('.deck-count');
const slide = (page: Page) => number(slides(page));

/** The page of a room, from the presenter's. A browser without windows opens an empty one first, and closes it. */
async function roomFrom(presenter: Page): Promise<Page> {
  const popup = presenter.waitForEvent('popup', (page) => page.url() !== '');
  await presenter.getByRole('link', { name: 'Ouvrir une salle' }).click();
  return popup;
}

/** The organiser: their presenter's window, and the room that it opens. */
async function openRoom(presenter: Page, deck = 'mtls', address = broker.address) {
  await presenter.goto(`/fr/presentateur/${deck}/`);
  const desk = await roomFrom(presenter);
  await desk.getByRole('textbox', { name: 'Adresse du broker' }).last().fill(address);
  await desk.getByRole('button', { name: 'Ouvrir la salle' }).click();
  await expect(status(desk)).toHaveText('La salle est ouverte.');
  const { code = '' } = await placeOf(desk);
  const link = `/fr/salle/#salle=${code}&broker=${encodeURIComponent(address)}`;
  return { desk, code, link };
}

async function placeOf(desk: Page): Promise<{ code: string | undefined }> {
  const shown = (await desk.locator('.room-card .room-code').first().textContent()) ?? '';
  return { code: shown.replace('-', '') };
}

interface Attendee {
  page: Page;
  leave: () => Promise<void>;
}

/** Another machine: a browser context of its own, in which nothing may go wrong either. */
async function attend(browser: Browser, link: string, forgiven?: RegExp): Promise<Attendee> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = await watch(page);
  await page.goto(link);
  await page.getByRole('button', { name: 'Rejoindre' }).press('Enter');
  return {
    page,
    leave: async () => {
      const found = (await problems()).filter((problem) => !forgiven?.test(problem));
      expect(found).toEqual([]);
      await context.close();
    },
  };
}

test('deux participants suivent, l’un continue seul puis revient, un troisième arrive après', async ({
  page,
  browser,
}) => {
  const { link } = await openRoom(page);
  const [one, two] = [await attend(browser, link), await attend(browser, link)];
  await page.bringToFront();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  for (const { page: seat } of [one, two]) {
    await expect(slide(seat)).toHaveText(/^3 \//);
    await expect(status(seat)).toHaveText('Vous suivez le formateur.');
  }

  await one.page.getByRole('button', { name: 'Continuer seul' }).press('Enter');
  await page.keyboard.press('ArrowRight');
  await expect(slide(two.page)).toHaveText(/^4 \//);
  await expect(slide(one.page)).toHaveText(/^3 \//);
  await slides(one.page).getByRole('button', { name: 'Slide suivante' }).click();
  await slides(one.page).getByRole('button', { name: 'Slide suivante' }).click();
  await expect(slide(one.page)).toHaveText(/^5 \//);
  await one.page.getByRole('button', { name: 'Revenir avec le formateur' }).press('Enter');
  await expect(slide(one.page)).toHaveText(/^4 \//);

  // Going to a slide by oneself is continuing alone.
  await slides(two.page).getByRole('button', { name: 'Slide précédente' }).click();
  await expect(status(two.page)).toContainText('Vous continuez seul');

  const late = await attend(browser, link);
  await expect(slide(late.page)).toHaveText(/^4 \//);
  await page.keyboard.press('b');
  await expect(slides(late.page).locator('.deck-blank')).toBeVisible();
  for (const { leave } of [one, two, late]) await leave();
});

test('le broker meurt et revient : la salle reprend là où en est le formateur', async ({
  page,
  browser,
}) => {
  const own = await startBroker();
  const { link, desk } = await openRoom(page, 'mtls', own.address);
  const seat = await attend(browser, link, cut);
  await expect(slide(seat.page)).toHaveText(/^1 \//);
  await own.stop();
  await expect(status(seat.page)).toContainText('Connexion perdue');
  await expect(status(desk)).toContainText('Connexion perdue');
  await page.bringToFront();
  await page.keyboard.press('End');
  await own.start();
  await expect(status(seat.page)).toHaveText('Vous suivez le formateur.');
  await expect(slides(seat.page).locator('#fin')).toBeVisible();
  await seat.leave();
  await own.stop();
});

test('un message contrefait ou rejoué ne mène personne', async ({ page, browser }) => {
  const { link, code } = await openRoom(page);
  const seat = await attend(browser, link);
  const heard: Uint8Array[] = [];
  const topic = stageTopic(code, 'scene');
  const stranger = await connect({
    broker: broker.address,
    topics: [topic],
    onMessage: (_, content) => heard.push(Uint8Array.from(content)),
  });
  await page.bringToFront();
  await page.keyboard.press('ArrowRight');
  await expect(slide(seat.page)).toHaveText(/^2 \//);
  const [old] = heard;
  await page.keyboard.press('ArrowRight');
  await expect(slide(seat.page)).toHaveText(/^3 \//);
  await forge(stranger, topic);
  stranger.send(topic, old ?? '', { retain: true });
  stranger.send(topic, '<img src=x onerror=alert(1)>', { retain: true });
  // The organiser's page writes over it: who comes now sees their slide.
  const late = await attend(browser, link);
  await expect(slide(late.page)).toHaveText(/^3 \//);
  await expect(slide(seat.page)).toHaveText(/^3 \//);
  stranger.close();
  await late.leave();
  await seat.leave();
});

/** A message that is right in all but the key. */
async function forge(stranger: Connection, topic: string): Promise<void> {
  const scene = { deck: 'mtls', slide: 'fin', blank: true, lowered: 0 };
  const content = await deflate(new TextEncoder().encode(printStage.scene(scene)));
  const forged = seal(newRoomKeys(), 'scene', { number: 1_000_000, content });
  stranger.send(topic, forged ?? '', { retain: true });
}

test('un sondage reprend une question du quiz, les mains se lèvent, personne n’est nommé', async ({
  page,
  browser,
}) => {
  const { link, desk } = await openRoom(page);
  const one = await attend(browser, link);
  const two = await attend(browser, link);
  const poll = (seat: Page) => seat.locator('.room-poll');
  await desk.getByRole('button', { name: 'Lancer le sondage' }).click();
  for (const { page: seat } of [one, two]) {
    await poll(seat).getByRole('radio').first().press('Space');
    await poll(seat).getByRole('radio').first().press('Enter');
    await expect(poll(seat)).toContainText('Réponse envoyée.');
  }
  await expect(desk.getByText('2 réponses')).toBeVisible();
  await desk.getByRole('button', { name: 'Clore les réponses' }).click();
  await expect(poll(one.page)).not.toContainText('Bonne réponse');
  await desk.getByRole('button', { name: 'Montrer la réponse' }).click();
  await expect(poll(one.page)).toContainText('Bonne réponse');
  await expect(poll(two.page).locator('td').first()).toContainText(/^\s*2 sur 2/);
  await desk.getByRole('button', { name: 'Terminer le sondage' }).click();
  await expect(poll(one.page).getByRole('table')).toHaveCount(0);

  const count = desk.locator('.room-hands');
  await expect(count).toContainText('0 personne');
  await one.page.getByRole('button', { name: 'Lever la main' }).press('Enter');
  await two.page.getByRole('checkbox', { name: 'Partager mon étape' }).press('Space');
  await expect(count).toContainText('2 personnes');
  await expect(count).toContainText('1 main levée');
  await desk.getByRole('button', { name: 'Baisser toutes les mains' }).click();
  await expect(count).toContainText('0 main levée');
  await expect(one.page.getByRole('button', { name: 'Lever la main' })).toBeVisible();
  for (const { leave } of [one, two]) await leave();
  // Their browser is gone: the broker says it in their name.
  await expect(count).toContainText('0 personne');
});

test('le labo du formateur se suit, commande par commande, et les essais sont gardés', async ({
  page,
  context,
  browser,
}) => {
  const { link, desk } = await openRoom(page, 'tp-istio');
  const stage = await context.newPage();
  const url = new URL(page.url());
  await stage.goto(`/fr/slides/tp-istio/${url.search}`);
  await expect(number(stage)).toHaveText(/^1 \//);
  await stage.evaluate(() => {
    location.hash = '#labo';
  });
  const lab = stage.locator('section.lab');
  await stage.locator('[data-open-lab]').click();
  await expect(lab).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  const seat = await attend(browser, link);
  const own = slides(seat.page).locator('section.lab');
  await slides(seat.page).locator('[data-open-lab]').click();
  await expect(own).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  const type = async (where: Page | FrameLocator, line: string): Promise<void> => {
    const keys = where.locator('.xterm textarea');
    await keys.pressSequentially(line);
    await keys.press('Enter');
  };
  const screen = own.locator('.xterm-rows');
  await expect(own.locator('.lab-status')).not.toContainText('démarre', { timeout: 60_000 });
  await type(stage, 'echo du formateur > note.txt');
  await type(stage, 'cat note.txt');
  await expect(screen).toContainText('cat note.txt', { timeout: 60_000 });
  await expect(status(seat.page)).toHaveText('Vous suivez le formateur.');

  await type(slides(seat.page), 'echo du participant > note.txt');
  await expect(status(seat.page)).toContainText('Vous continuez seul');
  await type(stage, 'echo suite');
  await seat.page.getByRole('button', { name: 'Revenir avec le formateur' }).click();
  const question = seat.page.getByRole('dialog');
  await expect(question).toContainText('3 commandes');
  await question.getByRole('button', { name: 'Revenir' }).click();
  await expect(screen).toContainText('echo suite', { timeout: 60_000 });
  await expect(screen).not.toContainText('du participant');

  await seat.page.getByRole('button', { name: 'Continuer seul' }).click();
  await seat.page.getByRole('button', { name: 'Reprendre mes 3 commandes' }).click();
  await expect(screen).toContainText('du participant', { timeout: 60_000 });
  await expect(desk.getByText('trop longue')).toHaveCount(0);
  await seat.leave();
});

test('la salle survit à F5, des deux côtés, et se ferme', async ({ page, browser }) => {
  const { desk, link, code } = await openRoom(page);
  const seat = await attend(browser, link);
  await expect(slide(seat.page)).toHaveText(/^1 \//);
  await desk.reload();
  await expect(status(desk)).toHaveText('La salle est ouverte.');
  expect(await placeOf(desk)).toEqual({ code });
  await seat.page.reload();
  await page.bringToFront();
  await page.keyboard.press('ArrowRight');
  await expect(slide(seat.page)).toHaveText(/^2 \//);
  await seat.page.getByRole('button', { name: 'Quitter' }).click();
  await expect(seat.page.getByRole('heading', { name: 'Rejoindre une salle' })).toBeVisible();
  await seat.leave();
  await desk.getByRole('button', { name: 'Fermer la salle' }).click();
  await expect(desk.getByRole('heading', { name: 'Ouvrir une salle' })).toBeVisible();
  // Nothing of it is left on the broker.
  const late = await attend(browser, link);
  await expect(status(late.page)).toContainText('le formateur n’y est pas encore');
  await late.leave();
});

test('la salle passe à un autre deck, d’un autre onglet, sans que personne ne la quitte', async ({
  page,
  context,
  browser,
}) => {
  const { desk, link, code } = await openRoom(page);
  const seat = await attend(browser, link);
  await expect(slide(seat.page)).toHaveText(/^1 \//);
  const other = await context.newPage();
  await other.goto('/fr/presentateur/tp-istio/');
  await other.keyboard.press('ArrowRight');
  const next = await roomFrom(other);
  await next.getByRole('button', { name: 'Reprendre cette salle avec ce deck' }).click();
  await expect(status(next)).toHaveText('La salle est ouverte.');
  expect(await placeOf(next)).toEqual({ code });
  await expect(desk.getByRole('alert')).toContainText('autre onglet');
  await expect(seat.page.locator('.room-frame')).toHaveAttribute('src', /slides\/tp-istio/);
  await expect(slide(seat.page)).toHaveText(/^2 \//);
  await next.getByRole('combobox', { name: 'Deck' }).selectOption({ label: 'Aller plus loin' });
  await expect(seat.page.locator('.room-frame')).toHaveAttribute('src', /slides\/aller-plus-loin/);
  await seat.leave();
});

test('en HTTP simple, sur le réseau d’une salle, rien ne manque', async ({ baseURL }) => {
  const { port } = new URL(baseURL ?? '');
  const lan = await chromium.launch({
    executablePath: findHeadlessShell(),
    args: [...chromiumFlags, '--host-resolver-rules=MAP classe.lan 127.0.0.1'],
  });
  const context = await lan.newContext({ baseURL: `http://classe.lan:${port}` });
  const presenter = await context.newPage();
  const { link, desk } = await openRoom(presenter);
  expect(await desk.evaluate(() => isSecureContext)).toBe(false);
  const seat = await (await lan.newContext()).newPage();
  await seat.goto(`http://classe.lan:${port}${link}`);
  await seat.getByRole('button', { name: 'Rejoindre' }).click();
  await presenter.bringToFront();
  await presenter.keyboard.press('ArrowRight');
  await expect(slide(seat)).toHaveText(/^2 \//);
  await desk.getByRole('button', { name: 'Copier le lien' }).click();
  await expect(desk.getByText('Le lien : http://classe.lan')).toBeVisible();
  await lan.close();
});

test('sans salle, rien ne sort : ni connexion, ni bibliothèque', async ({ page }) => {
  const asked: string[] = [];
  page.on('websocket', (socket) => asked.push(socket.url()));
  page.on('request', (request) => {
    if (/mqtt/.test(request.url())) asked.push(request.url());
  });
  for (const path of [
    '/fr/presentateur/mtls/',
    '/fr/slides/mtls/?seance=essai',
    '/fr/slides/',
    '/fr/salle/',
    '/fr/salle/#salle=K7QM2XWPAB&broker=ws%3A%2F%2F127.0.0.1%3A9%2F',
  ]) {
    await page.goto(path, { waitUntil: 'networkidle' });
  }
  await expect(page.getByRole('button', { name: 'Rejoindre' })).toBeVisible();
  expect(asked).toEqual([]);
});

test('une adresse ou un code faux se disent, avant toute connexion', async ({ page }) => {
  await page.goto('/fr/salle/');
  const joining = page.locator('.room-card').filter({ hasText: 'Rejoindre une salle' });
  await joining.getByRole('textbox', { name: 'Code' }).fill('COURT');
  await joining.getByRole('button', { name: 'Rejoindre' }).click();
  await expect(joining.getByRole('alert')).toContainText('dix lettres');
  await joining.getByRole('textbox', { name: 'Code' }).fill('k7qm2-xwpab');
  await joining.getByRole('textbox', { name: 'broker' }).fill('https://broker.exemple.org');
  await joining.getByRole('button', { name: 'Rejoindre' }).click();
  await expect(joining.getByRole('alert')).toContainText('ws://');
});

test('le bureau et la place d’un participant passent axe, en clair, en sombre, et à 320 pixels', async ({
  page,
  browser,
}) => {
  const { desk, link } = await openRoom(page);
  await desk.getByRole('button', { name: 'Lancer le sondage' }).click();
  await expect(desk.locator('.room-table')).toHaveCount(1);
  const seat = await attend(browser, link);
  await expect(seat.page.locator('.room-poll fieldset')).toBeVisible();
  const looks = [
    { width: 1280, colorScheme: 'light' },
    { width: 320, colorScheme: 'dark' },
  ] as const;
  for (const one of [desk, seat.page])
    for (const { width, colorScheme } of looks) {
      await one.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await one.setViewportSize({ width, height: 700 });
      // The deck is looked at as a page.
      const { violations } = await new AxeBuilder({ page: one }).exclude('.room-frame').analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
      const overflow = await one.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
  await seat.leave();
});
