import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mermaidFences } from './diagram-fences.ts';
import { diagramFigure, parseDiagram } from './diagrams.ts';

const source = `flowchart LR
  accTitle: Deux proxys
  accDescr {
    Deux proxys se parlent.
    L'un chiffre.

    L'autre déchiffre & vérifie.
  }
  a["a"]:::data ==>|"mTLS"| b["b"]:::data`;

const parse = (text: string) => parseDiagram(text, 'content/fr/essai.mdx', 10);

describe('a diagram', () => {
  test('has a title, a description and an equivalent, in French typography', () => {
    expect(parse(source)).toMatchObject({
      title: 'Deux proxys',
      description: 'Deux proxys se parlent.',
      equivalent: ['L’un chiffre.', 'L’autre déchiffre & vérifie.'],
    });
  });

  test('is drawn without them, line for line', () => {
    const { drawing } = parse(source);
    expect(drawing).not.toContain('acc');
    expect(drawing.split('\n')).toHaveLength(source.split('\n').length);
  });

  test('is named after its source, whatever the blank lines around it', () => {
    expect(parse(`${source}\n`).hash).toBe(parse(source).hash);
    expect(parse(source.replace('mTLS', 'TLS')).hash).not.toBe(parse(source).hash);
    expect(parse(source).hash).toMatch(/^[\da-f]{12}$/);
  });
});

describe('an author is told', () => {
  const mistakes: [what: string, text: string, message: string][] = [
    ['of a missing title', source.replace(/.*accTitle.*\n/, ''), 'essai.mdx:10: schéma sans titre'],
    ['of an empty title', source.replace('Deux proxys\n', '\n'), 'schéma sans titre'],
    [
      'of a one-line description',
      source.replace(/accDescr \{[^}]*\}/, 'accDescr: court'),
      'sans description',
    ],
    ['of a short equivalent', source.replace(/ +L'un.*\n/, ''), 'équivalent textuel trop court'],
    [
      'of an unknown class',
      source.replace(':::data ==>', ':::pink ==>'),
      'essai.mdx:19: classe « :::pink »',
    ],
    [
      'of colours of their own',
      `${source}\n  style a fill:#f00`,
      'essai.mdx:20: « style a fill:#f00 »',
    ],
    [
      'of an unknown kind',
      source.replace('flowchart LR', 'pie'),
      'schéma « pie » non pris en charge',
    ],
  ];

  test.each(mistakes)('%s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow('Remède : ');
  });

  test('of a missing picture, with the command to run', () => {
    const options = { file: 'content/fr/essai.mdx', line: 10, base: '/', pictures: '/nowhere' };
    expect(() => diagramFigure(source, options)).toThrow('npm run diagrams');
  });
});

test('a figure has a picture for each theme, its size, and the text', () => {
  const pictures = mkdtempSync(join(tmpdir(), 'diagrams-'));
  const { hash } = parse(source);
  writeFileSync(join(pictures, `${hash}.svg`), '<svg xmlns="x" width="300" height="40"></svg>');
  const html = diagramFigure(source, { file: 'essai.mdx', line: 1, base: '/cours/', pictures });
  const image = (theme: string) =>
    `<img class="on-${theme}" src="/cours/diagrams/${hash}-${theme}.svg" width="300" height="40" ` +
    `alt="Deux proxys se parlent." loading="lazy" decoding="async">`;
  expect(html).toBe(
    `<figure class="diagram">${image('light')}${image('dark')}<figcaption>Deux proxys` +
      '<details><summary>Description du schéma</summary>' +
      '<ul><li>L’un chiffre.</li><li>L’autre déchiffre &amp; vérifie.</li></ul></details></figcaption></figure>',
  );
});

test('fences are found where the pages find them', () => {
  const text = [
    '---',
    'title: x',
    '---',
    '',
    '<Notes>',
    '',
    '```mermaid',
    'pie',
    '```',
    '',
    '</Notes>',
    '',
  ];
  expect(
    mermaidFences([...text, '````md', '```mermaid', '```', '````'].join('\n'), 'a.mdx'),
  ).toEqual([{ source: 'pie', line: 7 }]);
});
