import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { askedQuestion } from '../../src/course/lms/cmi.ts';
import type { Quiz } from '../../src/course/quiz.ts';
import type { SearchDocument } from '../../src/course/search.ts';
import type { LabReplay } from '../../src/schemas/lab-replay.ts';
import type { ScoConfig } from '../../src/sco/sitting.ts';

/** Percentage of right answers from which a quiz is passed, where the LMS asks for none. */
const usualMastery = 80;

/** A chapter of the built site. */
export interface BuiltChapter {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly config: ScoConfig;
  /** Its files of data, from the root of the site. */
  readonly data: readonly string[];
  /** What it finds beside its page: its own part of the index and of the glossary. */
  readonly beside: Readonly<Record<string, string>>;
}

export function builtChapter(dist: string, id: string): BuiltChapter {
  const html = readFileSync(join(dist, 'fr', id, 'index.html'), 'utf8');
  const root = parse(html, { comment: true });
  const quizFile = `fr/quiz/${id}.json`;
  const quiz: Quiz = existsSync(join(dist, quizFile))
    ? readJson(dist, quizFile)
    : { questions: [] };
  const labId = root.querySelector('[data-lab]')?.getAttribute('data-lab');
  const lab: LabReplay | undefined = labId ? readJson(dist, `fr/labos/${labId}.json`) : undefined;
  const predicted = quiz.questions.flatMap((one) => (one.type === 'predict' ? [one.lab] : []));
  const labs = new Set([...(labId ? [labId] : []), ...predicted]);
  const terms = root.querySelectorAll('a.term').map((term) => term.getAttribute('data-term'));
  const downloads = root.querySelectorAll('a[download]').map((a) => a.getAttribute('href') ?? '');
  const pictures = root.querySelectorAll('img[src^="/"]').map((img) => img.getAttribute('src'));
  return {
    id,
    title: titleIn(html),
    html,
    config: {
      chapter: id,
      mastery: usualMastery,
      questions: quiz.questions.map(askedQuestion),
      ...(lab && {
        lab: {
          id: lab.id,
          steps: lab.steps.map((step) => ({ id: step.id, commands: step.commands.length })),
        },
      }),
    },
    data: [
      ...(quiz.questions.length > 0 ? [quizFile] : []),
      ...[...labs].map((one) => `fr/labos/${one}.json`),
      ...[...downloads, ...pictures].map((path = '') => path.slice(1)),
    ],
    beside: {
      'fr/recherche.json': JSON.stringify(ownSearch(dist, id)),
      'fr/glossaire.json': JSON.stringify(ownTerms(dist, terms)),
    },
  };
}

/** The index of this chapter alone, led to where the page is. */
function ownSearch(dist: string, id: string): readonly SearchDocument[] {
  const all: SearchDocument[] = readJson(dist, 'fr/recherche.json');
  const page = `/fr/${id}/`;
  return all
    .filter((found) => found.id.startsWith(page))
    .map((found) => ({ ...found, id: `/index.html${found.id.slice(page.length)}` }));
}

function ownTerms(dist: string, terms: readonly (string | undefined)[]): object {
  const all: Record<string, unknown> = readJson(dist, 'fr/glossaire.json');
  return Object.fromEntries(Object.entries(all).filter(([term]) => terms.includes(term)));
}

/** What the build has just written. */
function readJson(dist: string, path: string) {
  return JSON.parse(readFileSync(join(dist, path), 'utf8'));
}

/** The chapters of the course, as its plan lists them. */
export function chaptersInOrder(dist: string): readonly string[] {
  const plan = parse(readFileSync(join(dist, 'fr/plan/index.html'), 'utf8'));
  return plan.querySelectorAll('main ol a').flatMap((link) => {
    const [, id] = /^\/fr\/([^/]+)\/$/.exec(link.getAttribute('href') ?? '') ?? [];
    return id === undefined ? [] : [id];
  });
}

export function titleOf(dist: string, chapter: string): string {
  return titleIn(readFileSync(join(dist, 'fr', chapter, 'index.html'), 'utf8'));
}

function titleIn(html: string): string {
  return parse(html).querySelector('h1')?.textContent.trim() ?? '';
}
