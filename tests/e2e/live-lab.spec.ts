import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';
import { terminal, type, typeToEnd } from '../support/lab-terminal.ts';
import { serveLabOfPods } from '../support/live-lab.ts';

const path = '/fr/tp-istio/';

async function open(
  page: Page,
  {
    fragment = '',
    reducedMotion = 'reduce',
    ofPods = true,
  }: { fragment?: string; reducedMotion?: 'reduce' | 'no-preference'; ofPods?: boolean } = {},
): Promise<void> {
  await page.emulateMedia({ reducedMotion });
  if (ofPods) await serveLabOfPods(page, 'istio-mtls-bookinfo');
  await page.goto(`${path}${fragment}`);
  await page.locator('[data-open-lab]').first().focus();
  await page.keyboard.press('Enter');
}

async function isReady(page: Page): Promise<void> {
  await expect(page.locator('.lab-live .xterm, .lab-live .live-text')).toBeVisible();
  await expect(page.locator('.lab-status')).not.toContainText('démarre');
}

const done = (page: Page) => page.locator('.lab-bar progress');
const logItems = (page: Page) => page.locator('.lab-log > li');

test('sans souris, avec ses propres commandes, un apprenant finit le labo, rechargement compris', async ({
  page,
}) => {
  await open(page);
  await isReady(page);
  await type(page, 'kubectl create deploy web --image nginx --replicas 3');
  await expect(done(page)).toHaveAttribute('value', '1');
  await expect(page.locator('.step-news')).toContainText('Étape faite : « Déployer web »');
  await expect(page.locator('.step-now')).toContainText('Il manque un Service nommé web.');
  await type(page, 'kubectl expose deploy web --port 80');
  await page.locator('.step-now summary').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.step-now details p')).toContainText('LoadBalancer');
  await page.waitForTimeout(500);
  await page.reload();
  await page.locator('[data-open-lab]').first().focus();
  await page.keyboard.press('Enter');
  await isReady(page);
  await expect(done(page)).toHaveAttribute('value', '1');
  await expect(page.locator('.xterm-rows')).toContainText('service/web exposed');
  await type(page, `kubectl patch svc web -p '{"spec":{"type":"LoadBalancer"}}'`);
  await expect(done(page)).toHaveAttribute('value', '2');
  await type(page, `kubectl get po --output=jsonpath='{.items[*].metadata.name}'`);
  await expect(done(page)).toHaveAttribute('value', '3');
  await type(page, 'kubectl delete svc web');
  await expect(done(page)).toHaveAttribute('value', '4');
  await expect(page.locator('.step-news')).toContainText('Toutes les étapes sont faites.');
});

test('le labo se joue, une touche rend la main, et le lecteur reprend à la première étape non faite', async ({
  page,
}) => {
  await open(page, { reducedMotion: 'no-preference' });
  await isReady(page);
  await page.getByRole('button', { name: 'Rendre la main' }).click();
  await expect(page.getByRole('button', { name: 'Prendre la main' })).toBeVisible();
  await page.getByRole('button', { name: 'Prendre la main' }).click();
  await expect(terminal(page)).toBeFocused();
  await page.keyboard.press('Control+C');
  await expect(page.locator('.xterm-rows')).toContainText('^C');
  await type(page, 'kubectl create deployment web --image=nginx --replicas=2');
  await expect(done(page)).toHaveAttribute('value', '1');
  await page.keyboard.press('Escape');
  await page.locator('.lab-play').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.xterm-rows')).toContainText('service/web exposed');
  await page.getByRole('button', { name: 'Annuler la dernière commande' }).click();
  await expect(page.locator('.xterm-rows')).not.toContainText('service/web exposed');
  await type(page, 'kubectl expose deployment web --port=80 --type=LoadBalancer');
  await page.getByText('Ce que la commande a changé').click();
  await expect(page.locator('.lab-changes')).toContainText('Service web (default) créé');
  await expect(page.locator('.lab-changes')).toContainText('votre machine → web');
  await page.getByRole('button', { name: 'Recommencer le labo' }).click();
  await expect(done(page)).toHaveAttribute('value', '0');
});

test('une étape choisie est atteinte, et le mode texte dit la même session', async ({ page }) => {
  await open(page);
  await isReady(page);
  await page.getByRole('button', { name: 'Mode texte' }).click();
  await page.getByText('Étapes :').click();
  await page.getByRole('button', { name: 'Lire ses pods' }).click();
  await expect(done(page)).toHaveAttribute('value', '2');
  await expect(logItems(page)).toHaveCount(5);
  await page.getByLabel('Commande', { exact: true }).fill('kubectl get pods -o name');
  await page.keyboard.press('Enter');
  await expect(logItems(page)).toHaveCount(6);
  await expect(logItems(page).last()).toContainText('pod/web-');
  await expect(page.locator('.step-list [aria-current="step"]')).toContainText('Lire ses pods');
});

test('un clic avant que la page ait ses scripts n’est pas perdu, et ne compte qu’une fois', async ({
  page,
}) => {
  const late = Promise.withResolvers<void>();
  await page.route(/\.js$/, async (route) => {
    await late.promise;
    await route.continue();
  });
  await page.goto(path, { waitUntil: 'commit' });
  await page.locator('[data-tick]').click();
  await page.locator('[data-open-lab]').first().press('Enter');
  await expect(page.locator('[data-tick]')).toHaveAttribute('aria-pressed', 'false');
  late.resolve();
  await isReady(page);
  await expect(page.locator('[data-tick]')).toHaveAttribute('aria-pressed', 'true');
});

test('le moteur se charge dès le clic, sans attendre les données du labo', async ({ page }) => {
  const engine = page.waitForRequest(/\/engine-[^/]+\.js$/);
  await page.route('**/fr/labos/*.json', async (route) => {
    // They come once the engine has been asked for: where it waits for them, nothing ever comes.
    await engine;
    await route.continue();
  });
  await open(page, { ofPods: false });
  await isReady(page);
  await type(page, 'kubectl get nodes');
  await expect(page.locator('.xterm-rows')).toContainText('control-plane');
});

test('un moteur qui ne vient pas se dit, et l’on recommence sans recharger la page', async ({
  page,
  watched,
}) => {
  watched.forgive(/engine-|net::ERR_FAILED/);
  const engine = /\/engine-[^/]+\.js$/;
  await page.route(engine, (route) => route.abort());
  await open(page);
  const failure = page.getByText(/La simulation s’est arrêtée/);
  await expect(failure).toBeVisible();
  await page.unroute(engine);
  await page.getByRole('button', { name: 'Reprendre avant la dernière commande' }).press('Enter');
  await expect(failure).toHaveCount(0);
  const rows = page.locator('.xterm-rows');
  await expect(rows).toContainText('$');
  await type(page, 'kubectl get nodes');
  await expect(rows).toContainText('control-plane');
});

test('un lien porte toute la session, et demande avant de la jouer', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await isReady(page);
  await type(page, 'kubectl create namespace essai');
  await expect(page.locator('.xterm-rows')).toContainText('namespace/essai created');
  await page.getByText('Session : exporter').click();
  await page.getByRole('button', { name: 'Copier un lien' }).click();
  await expect(page.getByText('Lien copié')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.close();

  const other = await context.newPage();
  await open(other, { fragment: new URL(link).hash });
  await expect(other.getByRole('heading', { name: 'Ce lien contient une session' })).toBeVisible();
  await expect(other.locator('.lab-question')).toContainText('kubectl create namespace essai');
  await other.getByRole('button', { name: 'Jouer ces commandes' }).click();
  await isReady(other);
  await expect(other.locator('.xterm-rows')).toContainText('namespace/essai created');
  expect(new URL(other.url()).hash).toBe('');
});

test('un lien abîmé est refusé avec un message, et le labo s’ouvre', async ({ page }) => {
  await open(page, { fragment: '#labo=abc' });
  await isReady(page);
  await expect(page.locator('.lab-notice')).toContainText('incomplet ou abîmé');
});

test('la session s’exporte, et le fichier se réimporte', async ({ page }) => {
  await open(page);
  await isReady(page);
  await type(page, 'kubectl create namespace essai');
  await expect(page.locator('.xterm-rows')).toContainText('namespace/essai created');
  await page.getByText('Session : exporter').click();
  const saved: Record<string, string> = {};
  for (const name of [
    'Enregistrement asciinema',
    'Script shell',
    'Notes Markdown',
    'Fichier de session',
  ]) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    saved[name] = await (await download).path();
  }
  const read = (name: string) => readFileSync(saved[name] ?? '', 'utf8');
  expect(read('Enregistrement asciinema')).toContain('"version":2');
  expect(read('Script shell')).toContain('\nkubectl create namespace essai\n');
  expect(read('Notes Markdown')).toContain('namespace/essai created');
  await page.getByRole('button', { name: 'Recommencer le labo' }).click();
  await expect(page.locator('.xterm-rows')).not.toContainText('namespace/essai created');
  await page.locator('.lab-file input').setInputFiles(saved['Fichier de session'] ?? '');
  await expect(page.getByText('Session importée')).toBeVisible();
  await expect(page.locator('.xterm-rows')).toContainText('namespace/essai created');
});

test('deux onglets n’ont pas le même labo, et l’un peut le prendre à l’autre', async ({
  page,
  context,
}) => {
  await open(page);
  await isReady(page);
  const other = await context.newPage();
  await open(other);
  await expect(other.getByText('ouvert dans un autre onglet')).toBeVisible();
  await other.getByRole('button', { name: 'Continuer ici' }).click();
  await isReady(other);
  await expect(page.getByText('ouvert dans un autre onglet')).toBeVisible();
});

test('sur un téléphone, les commandes de l’étape se touchent, et le labo passe axe', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await isReady(page);
  await page.getByRole('button', { name: 'Mode texte' }).click();
  await page.locator('.lab-chip').first().click();
  await expect(logItems(page).last()).toContainText('deployment.apps/web created');
  for (const details of await page.locator('.lab-live details').all())
    await details.evaluate((element) => element.setAttribute('open', ''));
  const { violations } = await new AxeBuilder({ page }).include('.lab-live').analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
});

/** One way through the lab that is not the prose's, a step a row. */
const otherWay: readonly (readonly string[])[] = [
  [
    'curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=1.31.1 sh -',
    'PATH=~/istio-1.31.1/bin:$PATH; istioctl experimental precheck',
  ],
  ['cd ~/istio-1.31.1; istioctl install -y --set profile=demo'],
  [`kubectl patch ns default -p '{"metadata":{"labels":{"istio-injection":"enabled"}}}'`],
  ['kubectl create -f samples/bookinfo/platform/kube/bookinfo.yaml'],
  ['kubectl create -f samples/bookinfo/networking/bookinfo-gateway.yaml'],
  [
    'kubectl create ns legacy; kubectl config set-context --current --namespace=legacy',
    'kubectl apply -f samples/curl/curl.yaml; kubectl config set-context --current --namespace=default',
  ],
  [`sed s/istio-system/default/ ~/strict.yaml | kubectl apply -f -`],
  [
    'istioctl x des pod $(kubectl get po -l app=productpage -o name | cut -d/ -f2)',
    'istioctl pc secret deploy/reviews-v1; istioctl ps',
  ],
  [
    `istioctl pc secret deploy/ratings-v1 -o json | jq -r '.dynamicActiveSecrets[0].secret.tlsCertificate.certificateChain.inlineBytes' | base64 -d | openssl x509 -noout -issuer`,
    'kubectl create -f samples/httpbin/httpbin.yaml',
  ],
  ['istioctl authn'],
  [
    'cat ~/deny-all.yaml ~/autorisations.yaml > tout.yaml; cat ~/deny-all.yaml <(echo ---) ~/autorisations.yaml | kubectl apply -f -',
  ],
];

test('sans souris, le TP Istio se finit par d’autres commandes que celles du texte', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await open(page, { ofPods: false });
  await isReady(page);
  for (const [step, lines] of otherWay.entries()) {
    if (step === 5) {
      await page.waitForTimeout(500);
      await page.reload();
      await page.locator('[data-open-lab]').first().focus();
      await page.keyboard.press('Enter');
      await isReady(page);
      await expect(done(page)).toHaveAttribute('value', '5', { timeout: 30_000 });
    }
    for (const [index, line] of lines.entries()) {
      await typeToEnd(page, line, `fin-${step}-${index}`);
    }
    await expect(done(page)).toHaveAttribute('value', String(step + 1), { timeout: 60_000 });
  }
  await expect(page.locator('.step-news')).toContainText('Toutes les étapes sont faites.');
});

test('la page offre le même labo pour un vrai cluster', async ({ page }) => {
  await page.goto(path);
  const link = page.locator('.real-cluster a[download]');
  const script = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(await script.text()).toMatch(/^#!\/usr\/bin\/env bash\n/);
});

test('un autre tirage se choisit au clavier, se garde, se partage, et demande avant d’effacer', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const atDraw = async (tab: Page, fragment: string) => {
    await tab.goto(`/fr/tp-pannes/${fragment}`);
    await tab.locator('[data-open-lab]').first().press('Enter');
  };
  const draw = (tab: Page, seed: number) => tab.getByText(`Tirage n° ${seed} : en choisir`);
  await atDraw(page, '');
  await isReady(page);
  await draw(page, 3).press('Enter');
  await page.getByLabel('Numéro', { exact: true }).fill('42');
  await page.keyboard.press('Enter');
  await isReady(page);
  await expect(draw(page, 42)).toBeVisible();
  await type(page, 'tail -n 1 panne-1.sh; grep -c kubectl panne-*.sh');
  await expect(page.locator('.xterm-rows')).toContainText('La panne est en place');

  await draw(page, 42).press('Enter');
  await page.getByRole('button', { name: 'Copier le lien du tirage' }).press('Enter');
  await expect(page.getByText('Lien copié')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).hash).toBe('#tirage=42');

  await page.getByRole('button', { name: 'Autre tirage' }).press('Enter');
  const question = page.locator('.lab-help [role="alert"]');
  await expect(question).toContainText('remplace votre session');
  await question.getByRole('button', { name: 'Garder ma session' }).press('Enter');
  await expect(question).toHaveCount(0);
  await page.waitForTimeout(500);
  await page.close();

  const other = await context.newPage();
  await atDraw(other, '#tirage=7');
  await expect(other.getByRole('heading', { name: 'demande le tirage n° 7' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: other }).include('.lab').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await other.getByRole('button', { name: 'Garder ma session' }).press('Enter');
  await isReady(other);
  await expect(draw(other, 42)).toBeVisible();
  await expect(other.locator('.xterm-rows')).toContainText('La panne est en place');
  expect(new URL(other.url()).hash).toBe('');
  await draw(other, 42).press('Enter');
  await other.getByLabel('Numéro', { exact: true }).fill('7');
  await other.getByRole('button', { name: 'Ouvrir ce numéro' }).press('Enter');
  await other.getByRole('button', { name: 'Ouvrir le tirage n° 7' }).press('Enter');
  await isReady(other);
  await expect(draw(other, 7)).toBeVisible();
  await expect(other.locator('.xterm-rows')).not.toContainText('La panne est en place');
});
