import { parse } from 'node-html-parser';
import { describe, expect, test } from 'vitest';
import { pagePaths, readPage } from '../support/site.ts';

const guides = pagePaths().filter((path) => path.startsWith('/fr/formateur/'));

test('chaque chapitre a son guide', () => {
  const decks = pagePaths().filter((path) => /^\/fr\/slides\/./.test(path));
  const chapters = decks.filter((path) => pagePaths().includes(path.replace('slides/', '')));
  expect(guides).toEqual(chapters.map((path) => path.replace('slides', 'formateur')).sort());
});

describe.each(guides)('%s', (path) => {
  const page = parse(readPage(path));
  const listUnder = (id: string) =>
    page.querySelectorAll(`section[aria-labelledby="${id}"] li`).map((item) => item.textContent);

  test('dit les objectifs, la préparation de la salle, les questions à poser et les pièges', () => {
    expect(listUnder('objectifs').length).toBeGreaterThanOrEqual(2);
    expect(listUnder('salle').length).toBeGreaterThanOrEqual(3);
    expect(listUnder('questions').length).toBeGreaterThanOrEqual(3);
    expect(listUnder('pieges').length).toBeGreaterThanOrEqual(1);
  });

  test('donne son temps et ses notes à chaque section, et chaque question mène à la sienne', () => {
    const sections = page.querySelectorAll('section:has(> h3)');
    expect(sections.length).toBeGreaterThan(4);
    for (const section of sections) {
      expect(section.querySelector('h3 small')?.textContent).toMatch(/^\d+\u00a0min$/);
      expect(section.querySelector('[data-notes], p')?.textContent.length).toBeGreaterThan(20);
    }
    const ids = new Set(page.querySelectorAll('[id]').map(({ id }) => id));
    const targets = page
      .querySelectorAll('[aria-labelledby="questions"] a, [aria-labelledby="pieges"] a')
      .map((link) => decodeURIComponent(link.getAttribute('href')?.slice(1) ?? ''));
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });
});
