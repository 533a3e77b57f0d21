import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { glob } from 'astro/loaders';
import { defineCollection } from 'astro:content';
import { z } from 'zod';
import { frenchProse, frenchTypography } from '#course/typography.ts';
import { readLab } from '#markdown/lab.ts';
import { strict } from '#markdown/strict-loader.ts';
import { themes, paint } from '#markdown/diagram-theme.ts';
import { chapterSchema } from '#schemas/chapter.ts';
import { deckSchema, type Deck } from '#schemas/deck.ts';
import { glossarySchema, type Glossary } from '#schemas/glossary.ts';
import { meshesSchema, type Meshes } from '#schemas/meshes.ts';
import { quizSchema, type Quiz } from '#schemas/quiz.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';

/** Where chapters and quizzes are. Tests and the benchmark build other courses than this one. */
const contentFolder = process.env['CONTENT'] ?? './content';

const chapters = defineCollection({
  loader: strict(glob({ base: `${contentFolder}/fr`, pattern: '*.{md,mdx}' })),
  schema: chapterSchema.transform((chapter) => ({
    ...chapter,
    title: frenchTypography(chapter.title),
    description: frenchTypography(chapter.description),
    objectives: chapter.objectives.map(frenchTypography),
    sources: chapter.sources.map((source) => ({ ...source, title: frenchProse(source.title) })),
  })),
});

function yamlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);
}

/** Every string of a value read from data, with French typography; `skip` names the keys that hold identifiers or code. */
function typeset<T>(value: T, skip: ReadonlySet<string>): T {
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return frenchProse(node);
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== 'object' || node instanceof Date) return node;
    const entries = Object.entries(node).map(([key, child]) => [
      key,
      skip.has(key) ? child : walk(child),
    ]);
    return Object.fromEntries(entries);
  };
  return walk(value) as T;
}

const codeKeys = new Set([
  'id',
  'yaml',
  'url',
  'source',
  'chapter',
  'group',
  'level',
  'status',
  'type',
  'answers',
  'lab',
  'step',
  'files',
  'lines',
  'prints',
]);

const deckKeys = new Set(['chapter', 'sections', 'without']);

/** Data that its own loader has validated, with line numbers: Astro has only its type to learn. */
const validated = <T>() => z.custom<T>(() => true);

const quizzes = defineCollection({
  schema: validated<Quiz>(),
  loader: () =>
    yamlFiles(`${contentFolder}/quizzes`).map((file) => ({
      id: basename(file, '.yaml'),
      ...typeset(parseYamlFile(readFileSync(file, 'utf8'), file, quizSchema), codeKeys),
    })),
});

const decks = defineCollection({
  schema: validated<Deck>(),
  loader: () =>
    yamlFiles(`${contentFolder}/decks`).map((file) => ({
      id: basename(file, '.yaml'),
      ...typeset(parseYamlFile(readFileSync(file, 'utf8'), file, deckSchema), deckKeys),
    })),
});

const meshes = defineCollection({
  schema: validated<Meshes>(),
  loader: () => {
    const file = 'content/meshes.yaml';
    const data = parseYamlFile(readFileSync(file, 'utf8'), file, meshesSchema);
    return [{ id: 'meshes', ...typeset(data, codeKeys) }];
  },
});

const glossary = defineCollection({
  schema: validated<Glossary['terms'][number]>(),
  loader: () => {
    const file = 'content/glossary.yaml';
    const { terms } = parseYamlFile(readFileSync(file, 'utf8'), file, glossarySchema);
    return terms.map((term) => typeset(term, codeKeys));
  },
});

const labs = defineCollection({
  schema: validated<LabReplay>(),
  loader: () =>
    readdirSync('labs', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ ...readLab(name) })),
});

/** Each drawn diagram, painted once for each theme. */
const diagrams = defineCollection({
  schema: validated<{ svg: string }>(),
  loader: () =>
    readdirSync('content/diagrams')
      .filter((name) => name.endsWith('.svg'))
      .flatMap((name) => {
        const drawn = readFileSync(`content/diagrams/${name}`, 'utf8');
        return (['light', 'dark'] as const).map((theme) => ({
          id: `${basename(name, '.svg')}-${theme}`,
          svg: paint(drawn, themes[theme]),
        }));
      }),
});

export const collections = { chapters, decks, quizzes, meshes, glossary, labs, diagrams };
