import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { parse, type HTMLElement } from 'node-html-parser';
import type { SearchDocument } from '../src/course/search.ts';

const unsearched = 'details.expected, .quiz, .diagram details, .code-actions, noscript';

function textOf(element: HTMLElement): string {
  for (const part of element.querySelectorAll(unsearched)) part.remove();
  return element.textContent.replaceAll(/\s+/g, ' ').trim();
}

function chapterSections(page: HTMLElement, path: string): SearchDocument[] {
  const chapter = page.querySelector('h1')?.textContent.trim() ?? '';
  return page.querySelectorAll('.prose > section').map((section) => {
    const heading = section.querySelector('h2, h3');
    const title = heading?.textContent.trim() ?? chapter;
    const anchor = heading?.id ? `#${heading.id}` : '';
    heading?.remove();
    return { id: path + anchor, title, chapter, text: textOf(section) };
  });
}

function definitionOf(term: HTMLElement): string {
  const definition = term.nextElementSibling;
  for (const part of definition?.querySelectorAll('a, .see') ?? []) part.remove();
  return definition ? textOf(definition) : '';
}

function glossaryTerms(page: HTMLElement, path: string): SearchDocument[] {
  return page.querySelectorAll('dt[id]').map((term) => ({
    id: `${path}#${term.id}`,
    title: term.textContent.trim(),
    chapter: 'Glossaire',
    text: definitionOf(term),
  }));
}

/** Writes what the search dialog reads, from the pages as they were built: what is found is what is shown. */
export function searchIndex(): AstroIntegration {
  return {
    name: 'maillage:search-index',
    hooks: {
      'astro:build:done': ({ dir, pages }) => {
        const documents = pages.flatMap(({ pathname }) => {
          if (!/^fr\/[^/]+\/$/.test(pathname)) return [];
          const page = parse(readFileSync(new URL(`${pathname}index.html`, dir), 'utf8'), {
            // Their content is markup to search, not text to keep as it is.
            blockTextElements: { script: false, style: false },
          });
          return [...chapterSections(page, `/${pathname}`), ...glossaryTerms(page, `/${pathname}`)];
        });
        writeFileSync(fileURLToPath(new URL('fr/recherche.json', dir)), JSON.stringify(documents));
      },
    },
  };
}
