import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildSite, failedBuild } from '../support/build.ts';
import { pagePaths, readPage, transferred } from '../support/site.ts';

test('un fichier .md à la façon Hugo se construit, page et slides', () => {
  const { dir } = buildSite({ CONTENT: './tests/fixtures/hugo' });
  const page = readPage('/fr/formation/', dir);
  expect(page).toContain('<h1>Formation -  Exemple</h1>');
  expect(page.match(/<section(?: class="")?>/g)).toHaveLength(3);
  expect(page).toMatch(/<img[^>]+alt="Trois proxys"/);
  expect(page).toContain('class="align-right"');
  expect(readPage('/fr/slides/formation/', dir)).toContain('<h3 id="du-yaml">');
  rmSync(dir, { recursive: true });
});

test('une image absente arrête le build avec son fichier et sa ligne', () => {
  const printed = failedBuild({ CONTENT: './tests/fixtures/image-absente' });
  expect(printed).toContain('formation.md:8: image introuvable : ../../static/img/absente.svg');
  expect(printed).toContain('Remède');
});

test('avec ALLOW_MISSING_IMAGES=1, elle n’est qu’un avertissement', () => {
  const { printed, dir } = buildSite({
    CONTENT: './tests/fixtures/image-absente',
    ALLOW_MISSING_IMAGES: '1',
  });
  expect(printed).toContain('formation.md:8: image introuvable');
  expect(readPage('/fr/formation/', dir)).toContain('image absente');
  rmSync(dir, { recursive: true });
});

test('sous un sous-chemin, tout ce que les pages demandent est dessous', () => {
  const { dir } = buildSite({ BASE_PATH: '/formation-mesh' });
  for (const path of pagePaths(dir)) {
    const addresses = [
      ...readPage(path, dir).matchAll(/\s(?:href|src|data-url|data-quiz)="(\/[^"]*)"/g),
    ].map(([, address]) => address);
    expect(addresses.filter((address) => !address?.startsWith('/formation-mesh/'))).toEqual([]);
  }
  rmSync(dir, { recursive: true });
});

test('la page d’un chapitre ne grandit pas avec le nombre de chapitres', () => {
  const sizes = [20, 120].map((count) => {
    const content = mkdtempSync(join(tmpdir(), 'maillage-cours-'));
    mkdirSync(join(content, 'fr'));
    const text = readFileSync('tests/fixtures/hugo/fr/formation.md', 'utf8').replace(/!\[.*\n/, '');
    for (let chapter = 1; chapter <= count; chapter += 1) {
      const id = `chapitre-${1000 + chapter}`;
      const body = text
        .replace(/title:.*/, `title: Chapitre ${1000 + chapter}`)
        .replace('230', String(chapter));
      writeFileSync(join(content, 'fr', `${id}.md`), body);
    }
    const { dir } = buildSite({ CONTENT: content });
    const size = transferred('/fr/chapitre-1010/', dir);
    rmSync(dir, { recursive: true });
    rmSync(content, { recursive: true });
    return size;
  });
  const [small = 0, large = 0] = sizes;
  // The link to the whole plan names the number of chapters: a few bytes, whatever their number.
  expect(Math.abs(large - small)).toBeLessThan(60);
});
