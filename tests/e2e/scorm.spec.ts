import AxeBuilder from '@axe-core/playwright';
import type { Frame, Page } from '@playwright/test';
import {
  rightAnswer,
  shuffledOrder,
  type Quiz,
  type WrittenQuestion,
} from '../../src/course/quiz.ts';
import { expect, test } from '../support/browser.ts';
import { chapterPackage, startLms, type LmsServer } from '../support/lms.ts';
import { readPage } from '../support/site.ts';

interface Cmi {
  core: {
    student_id?: string;
    lesson_status?: string;
    lesson_location?: string;
    score: Record<string, string>;
  };
  suspend_data: string;
  interactions: Record<string, Record<string, string>>;
}

declare global {
  interface Window {
    cmi: () => Cmi;
    refused: string[];
    said: string[];
  }
}

/** Opens the chapter as an LMS does, on a machine that has never seen it. */
async function launch(page: Page, url: string, kept?: Cmi): Promise<Frame> {
  await page.goto('about:blank');
  await page.goto(url + (kept ? `#${encodeURIComponent(JSON.stringify(kept))}` : ''));
  const inner = () => page.frames().find((frame) => frame.url().includes('/pluginfile.php/'));
  await expect.poll(() => inner()?.url()).toBeDefined();
  const frame = inner();
  if (!frame) throw new Error('the chapter has no frame');
  await frame.waitForLoadState('load');
  return frame;
}

/** The learner closes the chapter; what the LMS has then. */
async function close(page: Page): Promise<Cmi> {
  await page.evaluate(() => document.querySelector('iframe')?.remove());
  await expect.poll(() => page.evaluate(() => window.said.at(-1))).toMatch(/^LMSFinish/);
  const { said, refused, cmi } = await page.evaluate(() => ({
    said: window.said,
    refused: window.refused,
    cmi: window.cmi(),
  }));
  expect(refused).toEqual([]);
  expect(said.filter((call) => call.startsWith('LMSFinish'))).toHaveLength(1);
  expect(cmi.suspend_data.length).toBeLessThanOrEqual(4096);
  await page.evaluate(() => localStorage.clear());
  return cmi;
}

const cmiOf = (page: Page) => page.evaluate(() => window.cmi());
const quizOf = (chapter: string): Quiz => JSON.parse(readPage(`/fr/quiz/${chapter}.json`));

/** Answers one question, rightly. */
async function answer(frame: Frame, question: WrittenQuestion): Promise<void> {
  const form = frame.locator('.quiz-question', { has: frame.locator(`#question-${question.id}`) });
  const right = rightAnswer(question).split(',');
  switch (question.type) {
    case 'single':
    case 'multiple': {
      const places = shuffledOrder(question.options.length, question.id).map(String);
      for (const one of right) await form.locator('input').nth(places.indexOf(one)).check();
      break;
    }
    case 'match':
      for (const [at, one] of right.entries())
        await form.locator('select').nth(at).selectOption(one);
      break;
    case 'short':
      await form.locator('input').fill(question.answers[0] ?? '');
      break;
    case 'yaml-line':
      await form
        .locator('input')
        .nth(question.line - 1)
        .check();
      break;
    case 'order':
      throw new Error('no chapter of these tests asks for an order');
  }
  await form.getByRole('button', { name: 'Valider' }).click();
  await expect(form.locator('.quiz-verdict')).toContainText('Bonne réponse');
}

async function answerAll(frame: Frame, questions: Quiz['questions']): Promise<void> {
  for (const question of questions) {
    if (question.type === 'predict') throw new Error('no chapter of these tests predicts');
    await answer(frame, question);
  }
}

async function openQuiz(frame: Frame): Promise<void> {
  await frame.locator('#quiz').scrollIntoViewIfNeeded();
  await expect(frame.locator('.quiz-question').first()).toBeVisible();
}

test.describe('un chapitre sans labo', () => {
  const chapter = 'solutions';
  let lms: LmsServer;
  test.beforeAll(async () => {
    lms = await startLms(await chapterPackage(chapter));
  });
  test.afterAll(() => lms.close());

  test('se lance, se quitte, reprend sur un autre poste, et se termine', async ({ page }) => {
    const { questions } = quizOf(chapter);
    const [first, ...others] = questions;
    if (!first || first.type === 'predict') throw new Error('no first question');
    const before = await launch(page, lms.launchUrl(chapter));
    expect((await cmiOf(page)).core.lesson_status).toBe('incomplete');
    await openQuiz(before);
    await answer(before, first);
    await expect
      .poll(async () => (await cmiOf(page)).core.score['raw'])
      .toBe(String(Math.round(100 / questions.length)));
    const kept = await close(page);
    expect(kept.core.lesson_status).toBe('incomplete');
    expect(kept.core.lesson_location).not.toBe('');
    expect(kept.interactions['0']).toMatchObject({
      id: `${chapter}.${first.id}`,
      type: 'choice',
      result: 'correct',
    });

    const after = await launch(page, lms.launchUrl(chapter), kept);
    // Where the reader was, with what they had answered.
    await expect(after.locator('.quiz-question').first().locator('.quiz-verdict')).toContainText(
      'Bonne réponse',
    );
    await answerAll(after, others);
    await expect.poll(async () => (await cmiOf(page)).core.lesson_status).toBe('passed');
    const done = await close(page);
    const said = await page.evaluate(() => window.said);
    expect(done.core.score).toMatchObject({ raw: '100', min: '0', max: '100' });
    const times = said.filter((call) => call.includes('session_time'));
    expect(times.at(-1)).toMatch(/ \d{2,4}:\d\d:\d\d\.\d\d$/);
  });

  test('un autre élève du même poste ne retrouve rien du premier', async ({ page }) => {
    const [first] = quizOf(chapter).questions;
    if (!first || first.type === 'predict') throw new Error('no first question');
    const before = await launch(page, lms.launchUrl(chapter));
    await openQuiz(before);
    await answer(before, first);
    const cmi = await cmiOf(page);
    const other = { ...cmi, suspend_data: '', core: { student_id: 'eleve-2', score: {} } };
    const after = await launch(page, lms.launchUrl(chapter), other);
    await openQuiz(after);
    await expect(after.locator('.quiz-verdict')).toHaveCount(0);
    // The first, on the same machine, has it even where the LMS kept nothing.
    const again = { ...other, core: { student_id: 'eleve-1', score: {} } };
    const back = await launch(page, lms.launchUrl(chapter), again);
    await openQuiz(back);
    await expect(back.locator('.quiz-verdict')).toHaveCount(1);
  });

  test('sans plateforme, c’est une page ordinaire', async ({ page }) => {
    await page.goto(lms.chapterUrl(chapter));
    const text = await page.locator('main').boundingBox();
    expect(text?.width).toBeGreaterThan(600);
    const term = page.locator('a.term').first();
    await term.focus();
    await expect(page.locator('.popover')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.locator('#recherche').fill('istio');
    await expect(page.locator('dialog.search li a').first()).toHaveAttribute(
      'href',
      /^\.\/index\.html#/,
    );
    await page.keyboard.press('Escape');
    await page.locator('#quiz').scrollIntoViewIfNeeded();
    await expect(page.locator('.quiz-question').first()).toBeVisible();
    await expect(page.locator('[data-sco-warning]')).toBeHidden();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test('une plateforme qui ne répond plus est dite, et rien ne se perd', async ({ page }) => {
    const frame = await launch(page, lms.launchUrl(chapter));
    await page.evaluate(() => {
      const api = Reflect.get(window, 'API');
      api.LMSCommit = () => {
        throw new Error('la session du LMS est finie');
      };
    });
    const [first] = quizOf(chapter).questions;
    if (!first || first.type === 'predict') throw new Error('no first question');
    await openQuiz(frame);
    await answer(frame, first);
    await expect(frame.locator('[data-sco-warning]')).toBeVisible();
  });
});

test('un labo dans un cadre d’un autre site : l’étape est rapportée, reprise, et le chapitre terminé', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const chapter = 'tp-linkerd';
  const lms = await startLms(await chapterPackage(chapter));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const url = lms.launchUrl(chapter, { between: true });
  const bar = '.lab-bar progress';
  const before = await launch(page, url);
  await before.locator('[data-jump="intrus"]').click();
  await expect(before.locator(bar)).toHaveAttribute('value', '6', { timeout: 90_000 });
  await expect
    .poll(async () => Object.values((await cmiOf(page)).interactions).map(({ id }) => id))
    .toContain(`${chapter}.rouvrir`);
  const kept = await close(page);
  expect(kept.core.lesson_status).toBe('incomplete');
  expect(kept.interactions['0']).toMatchObject({ type: 'performance', result: 'correct' });

  const after = await launch(page, url, kept);
  await after.locator('[data-open-lab]').first().click();
  await expect(after.locator(bar)).toHaveAttribute('value', '6', { timeout: 90_000 });
  await after.getByRole('button', { name: 'Rendre la main' }).click();
  await expect(after.locator(bar)).toHaveAttribute('value', '7', { timeout: 90_000 });
  await openQuiz(after);
  await answerAll(after, quizOf(chapter).questions);
  await expect.poll(async () => (await cmiOf(page)).core.lesson_status).toBe('passed');
  const done = await close(page);
  expect(Object.values(done.interactions).map(({ type }) => type)).toContain('matching');
  await lms.close();
});
