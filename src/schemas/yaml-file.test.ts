import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { glossarySchema } from './glossary.ts';
import { meshesSchema } from './meshes.ts';
import { quizSchema } from './quiz.ts';
import { parseYamlFile } from './yaml-file.ts';

function errorOf(text: string, schema: z.ZodType): string {
  try {
    parseYamlFile(text, 'f.yaml', schema);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return '';
}

const pair = z.strictObject({ name: z.string(), size: z.number() });

describe('a YAML file', () => {
  test('is returned as the schema reads it', () => {
    expect(parseYamlFile('name: no\nsize: 2\n', 'f.yaml', pair)).toEqual({ name: 'no', size: 2 });
  });
  test('names the line and column of a syntax error', () => {
    expect(errorOf('name: "a\nsize: 2\n', pair)).toMatch(
      /^f\.yaml:\d+:\d+: il manque un caractère/,
    );
  });
  test('refuses a key written twice, and an unknown tag', () => {
    expect(errorOf('name: a\nname: b\n', pair)).toMatch(
      /^f\.yaml:2:1: cette clé est déjà présente/,
    );
    expect(errorOf('name: !toto a\nsize: 1\n', pair)).toMatch(
      /^f\.yaml:1:7: étiquette YAML inconnue/,
    );
  });
  test('points at an invisible no-break space', () => {
    expect(errorOf('name: a\n\u00a0size: 2\n', pair)).toContain('espace insécable');
  });
  test('points at a value of the wrong type, and says to quote a number meant as text', () => {
    expect(errorOf('name: 1.30\nsize: 2\n', pair)).toBe(
      'f.yaml:1:7: name : un texte attendu, 1.3 trouvé. Mettez la valeur entre guillemets.',
    );
  });
  test('points at the owner of a missing key, and at an unknown key', () => {
    const [missing, unknown] = errorOf('name: a\nsizes: 2\n', pair).split('\n');
    expect(missing).toMatch(/^f\.yaml:1:1: size : il manque cette clé/);
    expect(unknown).toMatch(/^f\.yaml:2:1: sizes : clé inconnue/);
  });
  test('says what an alias to nothing is', () => {
    expect(errorOf('name: *rien\nsize: 1\n', pair)).toContain('alias');
  });
  test('lists ten problems at most', () => {
    const text = Array.from({ length: 15 }, (_, index) => `k${index}: 1`).join('\n');
    expect(errorOf(text, z.strictObject({})).split('\n')).toHaveLength(11);
  });
  test('an empty file is an error, not a crash', () => {
    expect(errorOf('', pair)).toMatch(/^f\.yaml:1:1: /);
  });
});

const short = (id: string) =>
  `  - { id: ${id}, type: short, prompt: P, answers: [a], explanation: E }\n`;
const shorts = (count: number) =>
  `questions:\n${Array.from({ length: count }, (_, index) => short(`q${index}`)).join('')}`;

describe('a quiz', () => {
  test('has six questions at least', () => {
    expect(errorOf(shorts(5), quizSchema)).toMatch(/^f\.yaml:1:1: questions : .*six questions/);
    expect(errorOf(shorts(6), quizSchema)).toBe('');
  });
  test('never has the same id twice', () => {
    expect(errorOf(shorts(6) + short('q2'), quizSchema)).toMatch(
      /^f\.yaml:8:11: questions\[6\]\.id : .*déjà pris/,
    );
  });
  test('has exactly one right option in a single question', () => {
    const options = '[{ text: a, explanation: e }, { text: b, explanation: e }]';
    const text = `${shorts(6)}  - id: seul\n    type: single\n    prompt: P\n    options: ${options}\n`;
    expect(errorOf(text, quizSchema)).toMatch(
      /^f\.yaml:11:5: questions\[6\]\.options : .*exactement une/,
    );
  });
  test('names a line that the YAML has', () => {
    const text = `${shorts(6)}  - id: ligne\n    type: yaml-line\n    prompt: P\n    yaml: |\n      a: 1\n      b: 2\n    line: 3\n    explanation: E\n`;
    expect(errorOf(text, quizSchema)).toMatch(
      /^f\.yaml:14:11: questions\[6\]\.line : la ligne 3 n’existe pas/,
    );
    expect(errorOf(text.replace('line: 3', 'line: 2'), quizSchema)).toBe('');
  });
  test('never has two choices of a prediction that the same output would confirm', () => {
    const choice = (prints: string) => `{ text: T, prints: "${prints}", explanation: E }`;
    const text = `${shorts(6)}  - id: essai\n    type: predict\n    prompt: P\n    lab: l\n    step: s\n    lines: [id]\n    choices: [${choice('200')}, ${choice('200')}]\n`;
    expect(errorOf(text, quizSchema)).toMatch(/questions\[6\]\.choices : .*la même sortie/);
    expect(errorOf(text.replace('"200"', '"503"'), quizSchema)).toBe('');
  });
  test('has questions of the known types', () => {
    const text = `${shorts(6)}  - { id: x, type: essay, prompt: P }\n`;
    expect(errorOf(text, quizSchema)).toMatch(
      /^f\.yaml:8:20: questions\[6\]\.type : valeur « essay » inconnue/,
    );
  });
});

const cell =
  '{ value: v, level: yes, source: "https://a.example/", version: "1", checked: 2026-11-23 }';
const meshes = (cells: string) => `checked: 2026-11-23
meshes:
  - { id: a, name: A, status: active, statusLabel: actif, license: L, url: "https://a.example/", summary: S }
groups: [{ id: g, name: G }]
criteria: [{ id: c, group: g, name: C, help: H }]
cells:
  a:
${cells}`;

describe('the comparison', () => {
  test('is complete, each cell sourced and dated', () => {
    expect(errorOf(meshes(`    c: ${cell}\n`), meshesSchema)).toBe('');
    expect(
      errorOf(
        meshes('    c: { value: v, level: yes, version: "1", checked: 2026-11-23 }\n'),
        meshesSchema,
      ),
    ).toMatch(/^f\.yaml:8:5: cells\.a\.c\.source : il manque cette clé/);
  });
  test('has no missing cell and no unknown criterion or mesh', () => {
    expect(
      errorOf(meshes(`    d: ${cell}\n  b:\n    c: ${cell}\n`), meshesSchema).split('\n'),
    ).toEqual([
      expect.stringMatching(/^f\.yaml:7:3: cells\.a\.c : cellule absente/),
      expect.stringMatching(/^f\.yaml:8:5: cells\.a\.d : ce critère est inconnu/),
      expect.stringMatching(/^f\.yaml:9:3: cells\.b : ce mesh est inconnu/),
    ]);
  });
  test('has real dates and https sources', () => {
    const text = meshes(
      `    c: ${cell.replace('2026-11-23', '2026-02-30').replace('https:', 'http:')}\n`,
    );
    expect(errorOf(text, meshesSchema)).toMatch(/adresse https[^]*date/);
  });
});

test('a glossary refers only to its own terms', () => {
  expect(
    errorOf('terms:\n  - { id: a, term: A, definition: D, see: [b] }\n', glossarySchema),
  ).toMatch(/^f\.yaml:2:44: terms\[0\]\.see\[0\] : le terme « b »/);
});
