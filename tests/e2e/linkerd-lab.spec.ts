import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';
import { terminal, typeToEnd } from '../support/lab-terminal.ts';

const done = (page: Page) => page.locator('.lab-bar progress');

/** Each step of the quickstart, otherwise than the prose does it. */
const otherWay: readonly (readonly string[])[] = [
  [
    'curl -sSfL https://run.linkerd.io/install-edge > i.sh 2> /dev/null; LINKERD2_VERSION=edge-26.6.3 sh i.sh > /dev/null 2>&1',
    'export PATH=~/.linkerd2/bin:$PATH; linkerd version --client',
  ],
  [
    'kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.1/standard-install.yaml',
    'linkerd check --pre -o short',
  ],
  [
    'linkerd install --crds > crds.yaml; linkerd install --ignore-cluster > plan.yaml; kubectl apply -f crds.yaml -f plan.yaml > /dev/null',
    'linkerd check --wait 2m > rapport.txt && tail -n 1 rapport.txt',
  ],
  [
    'linkerd viz install > viz.yaml && kubectl create -f viz.yaml > /dev/null',
    'kubectl wait -n linkerd-viz --for=condition=Available deploy --all --timeout=2m',
  ],
  [
    'kubectl apply -f https://run.linkerd.io/emojivoto.yml > /dev/null',
    'kubectl rollout status deploy -n emojivoto > /dev/null',
  ],
  [
    'kubectl annotate ns emojivoto linkerd.io/inject=enabled',
    'kubectl delete pods -n emojivoto --all > /dev/null; kubectl wait -n emojivoto --for=condition=Available deploy --all > /dev/null',
  ],
  [
    'linkerd identity $(kubectl get po -n emojivoto -l app=voting-svc -o name | cut -d/ -f2) -n emojivoto | grep DNS',
  ],
  [
    'sleep 30; linkerd viz stat deploy -n emojivoto -o json | jq length',
    'linkerd viz edges po -n emojivoto | wc -l',
    'linkerd viz tap ns/emojivoto | head -n 1',
  ],
  ['linkerd viz dashboard --show url > /dev/null & sleep 3'],
];

test('le quickstart de Linkerd se finit au clavier, par d’autres commandes que celles du texte', async ({
  page,
}) => {
  test.setTimeout(400_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/fr/quickstart-linkerd/');
  await page.locator('[data-open-lab]').first().press('Enter');
  await expect(page.locator('.lab-live .xterm')).toBeVisible();
  for (const [step, lines] of otherWay.entries()) {
    for (const [index, line] of lines.entries())
      await typeToEnd(page, line, `fin-${step}-${index}`);
    await expect(done(page)).toHaveAttribute('value', String(step + 1), { timeout: 60_000 });
  }
  await expect(page.locator('.step-news')).toContainText('Toutes les étapes sont faites.');
});

const browser = (page: Page) => page.getByRole('region', { name: 'Navigateur : localhost:50750' });

/** To a button of the dashboard, by keyboard, and to the page that it opens. */
async function follow(page: Page, name: string, title: string): Promise<void> {
  await browser(page).getByRole('button', { name, exact: true }).press('Enter');
  await expect(browser(page).getByRole('heading', { name: title })).toBeFocused();
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).include('.browser').analyze();
    expect(violations).toEqual([]);
  }
}

test('linkerd viz dashboard ouvre le tableau de bord sous le terminal, qui se lit au clavier', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  const ofPanel = () => loaded.filter((path) => /\/(Browser|browser)\.[^/]*$/.test(path));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/fr/quickstart-linkerd/');
  await page.locator('[data-open-lab]').first().press('Enter');
  await expect(page.locator('.lab-live .xterm')).toBeVisible();
  await page.getByText(/^Étapes\s: \d/).press('Enter');
  await page.locator('.step-link').last().press('Enter');
  await expect(done(page)).toHaveAttribute('value', '8', { timeout: 120_000 });
  expect(ofPanel()).toEqual([]);

  await typeToEnd(page, 'linkerd viz dashboard & sleep 2', 'ouvert');
  await expect(terminal(page)).toBeFocused();
  await expect(page.getByText('Le navigateur a ouvert http://localhost:50750')).toBeAttached();
  expect(ofPanel()).not.toEqual([]);
  await expect(browser(page).getByRole('row', { name: /^emojivoto 4\/4 / })).toBeVisible();
  await expectAccessible(page);

  await follow(page, 'emojivoto', 'Namespace emojivoto');
  const voting = browser(page).getByRole('row', { name: /^voting 1\/1 / });
  await expect(voting).toContainText(/\d\d\.\d\d%[\d.]+ RPS/);
  await expectAccessible(page);

  await follow(page, 'web', 'Deployment web');
  await expect(browser(page).getByText('/namespaces/emojivoto/deployments/web')).toBeVisible();
  await expect(browser(page).getByRole('img', { name: /Topologie de web/ })).toBeVisible();
  const calls = (name: string) => browser(page).getByRole('row', { name });
  await expect(calls('appelle web emojivoto/vote-bot')).toContainText('√ default.emojivoto');
  await expect(calls('appelé par web emojivoto/voting')).toContainText('√ voting.emojivoto');
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);

  const note = browser(page).getByText('heure du cluster');
  const before = await note.textContent();
  await expect(note).not.toHaveText(before ?? '', { timeout: 30_000 });

  await typeToEnd(page, 'kill %1', 'fini');
  await expect(browser(page).getByText('connexion refusée')).toBeVisible({ timeout: 30_000 });
  await browser(page).getByRole('button', { name: 'Fermer le navigateur' }).press('Enter');
  await expect(browser(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Rouvrir http/ })).toBeFocused();
});
