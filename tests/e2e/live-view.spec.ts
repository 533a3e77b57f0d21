import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';

/** Texts of the course's own machine: Istio, a client in the mesh, another outside of it. */
const preparing = [
  'curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=1.31.1 sh - > /dev/null',
  'export PATH=$PWD/istio-1.31.1/bin:$PATH',
  'istioctl install --set profile=minimal -y',
  'kubectl label namespace default istio-injection=enabled',
  'kubectl apply -f istio-1.31.1/samples/httpbin/httpbin.yaml',
  'kubectl create deployment curl --image=curlimages/curl -- sleep 1d',
  'kubectl wait --for=condition=Available deployment --all --timeout=180s',
  'sleep 3',
];
const call = 'kubectl exec deploy/curl -c curl -- curl -s http://httpbin:8000/headers';

async function open(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/fr/bac-a-sable/');
  await page.getByRole('button', { name: 'Démarrer le cluster' }).click();
  await page.getByRole('button', { name: 'Mode texte' }).click();
  await page.getByLabel('Vitesse').selectOption('20');
  for (const line of preparing) await run(page, line);
}

async function run(page: Page, line: string): Promise<void> {
  const field = page.getByLabel('Commande', { exact: true });
  await expect(page.locator('.live')).toHaveAttribute('data-phase', 'prompt', { timeout: 40_000 });
  await field.fill(line);
  await field.press('Enter');
  await expect(page.locator('.lab-log')).toContainText(line.slice(0, 30));
  await expect(page.locator('.live')).toHaveAttribute('data-phase', 'prompt', { timeout: 40_000 });
}

test('le trafic se voit en carte et se lit en tableau, au clavier, et le choix reste', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await open(page);
  const summary = page.getByText('Vue en direct : trafic, identités, proxys');
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: /Carte du trafic/ })).toBeVisible();
  await run(page, call);
  await expect(page.locator('.traffic-edge[data-encrypted=true]')).toHaveCount(1);
  const results = await new AxeBuilder({ page }).include('.live-view').analyze();
  expect(results.violations).toEqual([]);

  await page.getByRole('button', { name: 'Trafic en tableau' }).press('Enter');
  const row = page.getByRole('row', { name: /curl httpbin chiffré \(mTLS\)/ });
  await expect(row).toContainText('répondu (code 200)');
  await expect(row).toContainText('spiffe://cluster.local/ns/default/sa/default');
  const again = await new AxeBuilder({ page }).include('.live-view').analyze();
  expect(again.violations).toEqual([]);

  const pod = page.getByLabel('Identité et proxy de');
  await pod.focus();
  const [, httpbin = ''] = await pod
    .locator('option', { hasText: 'httpbin' })
    .allTextContents()
    .then((texts) => ['', ...texts]);
  await pod.selectOption(httpbin);
  await expect(page.locator('.proxy-facts')).toContainText(
    'spiffe://cluster.local/ns/default/sa/httpbin',
  );
  await expect(page.locator('.proxy-facts')).toContainText('PERMISSIVE');
  await page.getByText(/^Clusters\s: \d+/).click();
  await expect(page.locator('.proxy-names').last()).toContainText(
    'outbound|8000||httpbin.default.svc.cluster.local',
  );

  await page.getByLabel('Horloge').selectOption('Arrêtée');
  await expect(page.getByLabel('Vitesse')).toHaveValue('0');
  await page.getByLabel('Horloge').selectOption('Temps réel');
  await run(page, 'kubectl get virtualservces');
  await expect(page.locator('.live-advice')).toContainText('Vouliez-vous dire virtualservices ?');
  await page.getByRole('button', { name: 'Fermer cette explication' }).press('Enter');
  await expect(page.locator('.live-advice')).toHaveCount(0);
});
