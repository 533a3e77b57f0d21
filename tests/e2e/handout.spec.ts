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

test('la fiche de labo a toutes ses commandes, et rien n’y est coupé', async ({
  browser,
  baseURL,
}) => {
  const paper = await paperOf(await printPage(browser, `${baseURL}/fr/imprimer/labo/tp-canary/`));
  for (const sheet of paper.sheets) expect(sheet).toMatchObject(a4);
  const text = spaceless(paper.sheets.map((sheet) => sheet.text).join(''));
  const lab = JSON.parse(readPage('/fr/labos/istio-canary-reviews.json'));
  for (const step of lab.steps) {
    expect(text).toContain(spaceless(step.title));
    for (const { input } of step.commands) expect(text).toContain(spaceless(input));
  }
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
});

test('un chapitre s’imprime en A4, liens visibles, sans l’habillage de la page', async ({
  browser,
  baseURL,
}) => {
  const paper = await paperOf(await printPage(browser, `${baseURL}/fr/mtls/`));
  for (const sheet of paper.sheets) expect(sheet).toMatchObject(a4);
  const text = spaceless(paper.sheets.map((sheet) => sheet.text).join(''));
  expect(text).toContain('(https://');
  expect(text).not.toContain(spaceless('Rechercher /'));
});
