import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/browser.ts';

const chapter = '/fr/mtls/';

test('le quiz d’un chapitre arrive à la lecture, corrige, explique et retient', async ({
  page,
}) => {
  await page.goto(chapter);
  await page.locator('#quiz').scrollIntoViewIfNeeded();
  const question = page.locator('.quiz-question').first();
  await question.getByRole('button', { name: 'Valider' }).click();
  await expect(question.locator('output')).toContainText('validez');
  await question.locator('input').first().check();
  await question.getByRole('button', { name: 'Valider' }).click();
  await expect(question.locator('.quiz-feedback')).toContainText(/réponse/);
  const verdict = await question.locator('.quiz-verdict').textContent();
  await page.waitForTimeout(500);
  await page.reload();
  await page.locator('#quiz').scrollIntoViewIfNeeded();
  await expect(page.locator('.quiz-question').first().locator('.quiz-verdict')).toHaveText(
    verdict ?? '',
  );
});

test('le quiz corrigé passe axe', async ({ page }) => {
  await page.goto('/fr/quiz/mtls/');
  const question = page.locator('.quiz-question').first();
  await question.locator('input').first().check();
  await question.getByRole('button', { name: 'Valider' }).click();
  await expect(question.locator('.quiz-feedback')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('.quiz').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('une question ratée se reprend', async ({ page }) => {
  await page.goto('/fr/quiz/mtls/');
  const single = page
    .locator('.quiz-question')
    .filter({ has: page.locator('input[type="radio"]') })
    .first();
  for (const option of await single.locator('input[type="radio"]').all()) {
    await option.check();
    await single.getByRole('button', { name: 'Valider' }).click();
    if ((await single.locator('[data-correct="false"]').count()) > 0) break;
  }
  await page.getByRole('button', { name: /Reprendre la question fausse/ }).click();
  await expect(single.locator('.quiz-feedback')).toHaveCount(0);
  await expect(page.locator('.quiz-question fieldset:focus')).toHaveCount(1);
});

test('remettre dans l’ordre se fait au clavier', async ({ page }) => {
  await page.goto('/fr/quiz/mtls/');
  const down = page.getByRole('button', { name: /escendre/ }).first();
  await down.focus();
  const before = await page.locator('.quiz-question ol').first().innerText();
  await page.keyboard.press('Enter');
  await expect(page.locator('.quiz-question ol').first()).not.toHaveText(before);
});

test('la page du quiz dit tout sans React tant que le lecteur n’y est pas', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await page.goto(chapter);
  await page.waitForLoadState('networkidle');
  expect(scripts.filter((url) => /react|client\.|mount/i.test(url))).toEqual([]);
});

test('une prédiction se vérifie au clavier sur le cluster, qui ne se charge qu’alors', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.goto('/fr/quiz/tp-pannes/');
  const question = page.locator('.quiz-question', { hasText: 'On arrête istiod' }).first();
  const verify = question.getByRole('button', { name: 'Vérifier sur le cluster' });
  await verify.press('Enter');
  await expect(question.locator('output')).toContainText('Choisissez d’abord');
  expect(page.workers()).toHaveLength(0);
  await question.getByRole('radio', { name: '503' }).press('Space');
  await page.keyboard.press('Enter');
  await expect(question.locator('output')).toContainText('Un cluster démarre');
  await expect(question.getByRole('radio', { name: '503' })).toBeFocused();
  await expect(question.locator('.quiz-verdict')).toContainText('Ce n’est pas la bonne réponse', {
    timeout: 90_000,
  });
  const seen = question.locator('.quiz-prediction');
  await expect(seen).toContainText('Votre prédiction503');
  await expect(seen.locator('pre')).toContainText('deployment.apps/istiod scaled');
  await expect(seen.locator('pre')).toContainText(/productpage\n200\n$/);
  expect(page.workers()).toHaveLength(0);
  const { violations } = await new AxeBuilder({ page }).include('.quiz').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.waitForTimeout(500);
  await page.reload();
  await expect(question.locator('.quiz-verdict')).toContainText('Ce n’est pas la bonne réponse');
  await expect(seen).toContainText('Vérifiez de nouveau');
});

test('sur un grand écran, une page sans sommaire a la largeur d’un texte', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  for (const path of ['/fr/quiz/mtls/', '/fr/glossaire/', '/fr/plan/']) {
    await page.goto(path);
    const box = await page.locator('.chapter').boundingBox();
    expect(box?.width, path).toBeGreaterThan(600);
  }
});
