import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import type { FromWorker } from '#schemas/messages.ts';
import { createSession } from '#worker/session.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { printAll, replayedStart } from '../support/replayed.ts';

async function open(page: Page): Promise<void> {
  await page.goto('/fr/bac-a-sable/');
  await page.getByRole('button', { name: 'Démarrer le cluster' }).click();
  // The worker may have its prompt before the terminal is drawn, that shows it.
  await expect(screen(page)).toContainText('$', { timeout: 20_000 });
}

async function run(page: Page, line: string): Promise<void> {
  await page.keyboard.type(`${line}\n`);
  await expect(page.locator('.live')).toHaveAttribute('data-phase', 'prompt', { timeout: 30_000 });
}

const screen = (page: Page) => page.locator('.xterm-rows');

test('a learner without a mouse creates a deployment and sees its pods run', async ({ page }) => {
  await open(page);
  await expect(screen(page)).toContainText('$');
  await run(page, 'kubectl create deployment web --image=nginx:1.28 --replicas=3');
  await run(page, 'kubectl rollout status deployment/web');
  await expect(screen(page)).toContainText('successfully rolled out');
  await expect(page.locator('.live-pod[data-state=ready]')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Recommencer à zéro' })).toBeFocused();
  await page.getByRole('button', { name: 'Tableau' }).press('Enter');
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(4);
});

test('Tab completes kinds and names, and Ctrl-C ends what never ends', async ({ page }) => {
  await open(page);
  await page.keyboard.type('kubectl get serv');
  await page.keyboard.press('Tab');
  await expect(screen(page)).toContainText('kubectl get service');
  await page.keyboard.press('Control+C');
  await page.keyboard.type('while true; do :; done\n');
  await expect(page.locator('.live')).toHaveAttribute('data-phase', 'running');
  await page.keyboard.press('Control+C');
  await expect(page.locator('.live')).toHaveAttribute('data-phase', 'prompt', { timeout: 5_000 });
  await run(page, 'echo $?');
  await expect(screen(page)).toContainText('130');
});

test('the text mode runs the same session, and tells exit codes in words', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Mode texte' }).click();
  await page.getByLabel('Commande', { exact: true }).fill('kubectl get pod absent');
  await page.getByRole('button', { name: 'Exécuter' }).click();
  await expect(page.locator('.lab-log')).toContainText('pods "absent" not found');
  await expect(page.locator('.lab-log')).toContainText('Code de retour 1');
  await expect(page.getByRole('log')).toContainText('terminée avec le code 1');
});

test('nothing leaves the page: curl knows no internet, and no request is made', async ({
  page,
}) => {
  const requests: string[] = [];
  await open(page);
  page.on('request', (request) => requests.push(request.url()));
  await run(page, 'curl -m 1 http://169.254.169.254/; curl https://example.com');
  await expect(screen(page)).toContainText('Could not resolve host: example.com');
  expect(requests.filter((url) => !url.startsWith('http://localhost'))).toEqual([]);
});

test('starting over gives the empty cluster back', async ({ page }) => {
  await open(page);
  await run(page, 'kubectl create namespace demo');
  await page.getByRole('button', { name: 'Recommencer à zéro' }).click();
  await expect(screen(page)).not.toContainText('demo');
  await expect(page.locator('.live')).toHaveAttribute('data-phase', 'prompt', { timeout: 20_000 });
  await page.locator('.xterm-helper-textarea').focus();
  await run(page, 'kubectl get namespace demo');
  await expect(screen(page)).toContainText('namespaces "demo" not found');
});

/** What the session prints for `cat all.yaml`. */
function printed(messages: readonly FromWorker[]): string {
  return messages.flatMap((message) => (message.type === 'output' ? message.text : [])).join('');
}

async function inNode(): Promise<string> {
  const heard: FromWorker[] = [];
  let prompts = 0;
  await new Promise<void>((resolve) => {
    const session = createSession(nodeHost, (message) => {
      heard.push(message);
      if (message.type !== 'prompt') return;
      prompts += 1;
      if (prompts === 1) session.receive(printAll);
      else {
        session.stop();
        resolve();
      }
    });
    session.receive(replayedStart);
  });
  return printed(heard);
}

test('the same lines give the same bytes in Chromium and in Node', async ({ browser }) => {
  // The page's policy lets no script of a test make a worker.
  const page = await browser.newPage({ bypassCSP: true });
  await page.goto('http://localhost:4402/fr/bac-a-sable/');
  const chunk = readdirSync('dist/_a').find((name) => /^main-.*\.js$/.test(name)) ?? '';
  const heard = await page.evaluate(
    ([address, start, print]) =>
      new Promise<FromWorker[]>((resolve) => {
        const worker = new Worker(address, { type: 'module' });
        const messages: FromWorker[] = [];
        let prompts = 0;
        worker.onmessage = ({ data }) => {
          messages.push(data);
          if (data.type === 'failed') resolve(messages);
          if (data.type !== 'prompt') return;
          prompts += 1;
          if (prompts === 1) worker.postMessage(print);
          else resolve(messages);
        };
        worker.postMessage(start);
      }),
    [`/_a/${chunk}`, replayedStart, printAll] as const,
  );
  const bytes = printed(heard);
  expect(bytes.length).toBeGreaterThan(20_000);
  expect(bytes).toBe(await inNode());
});
