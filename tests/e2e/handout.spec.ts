import type { Page } from '@playwright/test';
import { parse } from 'node-html-parser';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { printPage } from '../../scripts/print-page.ts';
import { expect, test } from '../support/browser.ts';
import { readPage } from '../support/site.ts';

interface Sheet {
  text: string;
  /** Millimetres. */
  width: number;
  height: number;
}

interface Paper {
  title: string;
  isTagged: boolean;
  sheets: Sheet[];
}

const millimetres = (points: number) => Math.round((points / 72) * 25.4);
const spaceless = (text: string) => text.replace(/\s+/g, '');

async function paperOf(pdf: Buffer): Promise<Paper> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const sheets: Sheet[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const { width, height } = page.getViewport({ scale: 1 });
    sheets.push({
      text: items.map((item) => ('str' in item ? item.str : '')).join(' '),
      width: millimetres(width),
      height: millimetres(height),
    });
  }
  const { info } = await document.getMetadata();
  const tree = await (await document.getPage(1)).getStructTree();
  const title = 'Title' in info ? String(info.Title) : '';
  return { title, isTagged: tree !== null, sheets };
}

/** What each slide of a deck says, line by line, as paper has it. */
function linesOf(page: Page): Promise<string[][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.deck > section:not(.page-only, .lab-slide)')].map(
      (slide) => slide.innerText.split('\n'),
    ),
  );
}

const a4 = { width: 210, height: 297 };

test('les slides : une par page, en 16/9, et avec leurs notes une par feuille A4', async ({
  browser,
  baseURL,
}) => {
  const slides = await paperOf(await printPage(browser, `${baseURL}/fr/slides/mtls/`));
  const html = readPage('/fr/slides/mtls/');
  const count = html.match(/<section/g)?.length ?? 0;
  expect(slides.sheets).toHaveLength(count);
  expect(slides.sheets[0]).toMatchObject({ width: 339, height: 191 });
  expect(slides).toMatchObject({ isTagged: true, title: expect.stringContaining('mTLS') });

  const notes = await paperOf(await printPage(browser, `${baseURL}/fr/presentateur/mtls/`));
  expect(notes.sheets).toHaveLength(count);
  for (const sheet of notes.sheets) expect(sheet).toMatchObject(a4);
  expect(spaceless(notes.sheets[1]?.text ?? '')).toContain(spaceless('Demandez à la salle'));
  expect(spaceless(slides.sheets[1]?.text ?? '')).not.toContain(spaceless('Demandez à la salle'));
});

// Those of which some slides hold more than a sheet at its usual size.
for (const chapter of ['mtls', 'aller-plus-loin', 'tp-linkerd', 'tp-canary'])
  test(`les slides imprimées de ${chapter} ne perdent aucune ligne`, async ({
    browser,
    baseURL,
    page,
  }) => {
    const url = `${baseURL}/fr/slides/${chapter}/`;
    const { sheets } = await paperOf(await printPage(browser, url));
    await page.emulateMedia({ media: 'print' });
    await page.goto(url);
    const slides = await linesOf(page);
    expect(sheets).toHaveLength(slides.length);
    const lost = slides.flatMap((lines, at) => {
      const printed = spaceless(sheets[at]?.text ?? '').toLowerCase();
      const ends = lines.map((line) => spaceless(line).toLowerCase().slice(-12));
      return ends.filter((end) => end.length > 3 && !printed.includes(end));
    });
    expect(lost).toEqual([]);
  });

test('la fiche de labo a ses commandes, leurs sorties, une case et de la place par étape', async ({
  browser,
  baseURL,
}) => {
  const paper = await paperOf(await printPage(browser, `${baseURL}/fr/imprimer/labo/tp-canary/`));
  for (const sheet of paper.sheets) expect(sheet).toMatchObject(a4);
  const text = spaceless(paper.sheets.map((sheet) => sheet.text).join(''));
  const lab = JSON.parse(readPage('/fr/labos/istio-canary-reviews.json'));
  for (const step of lab.steps) {
    expect(text).toContain(spaceless(step.title));
    for (const { input, output } of step.commands) {
      expect(text).toContain(spaceless(input));
      const [first = ''] = (output[0]?.text ?? '').split('\n');
      expect(text).toContain(spaceless(first));
    }
  }
  expect(paper).toMatchObject({ isTagged: true, title: expect.stringContaining('Fiche de labo') });
  const sheet = parse(readPage('/fr/imprimer/labo/tp-canary/'));
  expect(sheet.querySelectorAll('h2 .box')).toHaveLength(lab.steps.length);
  expect(sheet.querySelectorAll('section > .lines')).toHaveLength(lab.steps.length);
});

test('la fiche de quiz garde ses réponses pour une page à part', async ({ browser, baseURL }) => {
  const paper = await paperOf(await printPage(browser, `${baseURL}/fr/imprimer/quiz/mtls/`));
  const at = paper.sheets.findIndex(({ text }) => text.trim().startsWith('Réponses'));
  expect(at).toBeGreaterThan(0);
  const questions = spaceless(
    paper.sheets
      .slice(0, at)
      .map(({ text }) => text)
      .join(''),
  );
  const quiz = JSON.parse(readPage('/fr/quiz/mtls.json'));
  for (const { explanation } of quiz.questions)
    if (explanation) expect(questions).not.toContain(spaceless(explanation).slice(0, 60));
  expect(questions).toContain(spaceless(quiz.questions[0].options[0].text).slice(0, 30));
  expect(paper.isTagged).toBe(true);
  expect(paper.title).toMatch(/quiz/i);
});

test('un chapitre s’imprime en A4, liens visibles, sans l’habillage de la page', async ({
  browser,
  baseURL,
}) => {
  const paper = await paperOf(await printPage(browser, `${baseURL}/fr/mtls/`));
  for (const sheet of paper.sheets) expect(sheet).toMatchObject(a4);
  const text = spaceless(paper.sheets.map((sheet) => sheet.text).join(''));
  expect(paper).toMatchObject({ isTagged: true, title: expect.stringContaining('mTLS') });
  expect(text).toContain('(https://');
  expect(text).not.toContain(spaceless('Rechercher /'));
});
