import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build, isStale } from './build.ts';
import { chromiumFlags, findChromium } from './chromium.ts';
import { printPage } from './print-page.ts';
import { serve } from './serve.ts';

/*
 * npm run handout [-- CHAPTER|DECK…] [--out FOLDER]: PDF of what the site has of each chapter, or of the decks named, for who reads
 * on paper. Each is printed by Chromium from a page of the site.
 */

/** Pages of a chapter, by the name of their PDF; a chapter without a lab or a quiz lacks theirs, a deck of several has slides. */
function handoutsOf(chapter: string): readonly (readonly [name: string, path: string])[] {
  const all = [
    ['slides', `/fr/slides/${chapter}/`],
    ['slides-et-notes', `/fr/presentateur/${chapter}/`],
    ['chapitre', `/fr/${chapter}/`],
    ['labo', `/fr/imprimer/labo/${chapter}/`],
    ['quiz', `/fr/imprimer/quiz/${chapter}/`],
  ] as const;
  return all.filter(([, path]) => existsSync(join('dist', path, 'index.html')));
}

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: 'handouts' } },
  allowPositionals: true,
});
if (isStale() && !build()) process.exit(1);
const known = readdirSync('dist/fr/presentateur');
const chapters = positionals.length > 0 ? positionals : readdirSync('dist/fr/imprimer/quiz');
const unknown = chapters.find((chapter) => !known.includes(chapter));
if (unknown !== undefined) {
  console.error(
    `Aucun chapitre ni deck « ${unknown} ».\n  Remède : choisissez parmi ${known.join(', ')}.`,
  );
  process.exit(1);
}
const server = await serve({ dir: 'dist', port: 0 });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
try {
  for (const chapter of chapters)
    for (const [name, path] of handoutsOf(chapter)) {
      const pdf = await printPage(browser, new URL(path, server.url).href);
      mkdirSync(values.out, { recursive: true });
      const file = join(values.out, `${chapter}-${name}.pdf`);
      writeFileSync(file, pdf);
      console.log(`${file} (${Math.round(pdf.length / 1000)} kB)`);
    }
} finally {
  await browser.close();
  await server.close();
}
