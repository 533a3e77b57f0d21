import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frenchTypography } from '#course/typography.ts';
import { drawingVersion } from './diagram-theme.ts';

export const mermaidVersion = '12.3.0';

/** Relative to the root of the repository, from where every program of the project runs. */
export const picturesFolder = 'content/diagrams';

export interface Diagram {
  title: string;
  /** One sentence: the alternative text of the picture. */
  description: string;
  /** One fact a line: the text shown under the picture. */
  equivalent: string[];
  /** Names the picture: it changes with the source, the renderer and the roles. */
  hash: string;
  source: string;
  /** The source without its title and description, line for line: what Mermaid draws. */
  drawing: string;
}

export interface FigureOptions {
  file: string;
  line: number;
  /** URL path of the site, « / » or « /cours/ ». */
  base: string;
  /** Folder of the pictures, for tests. */
  pictures?: string;
}

type Fail = (what: string, remedy: string, offset?: number) => never;

const kinds = ['flowchart', 'graph', 'sequenceDiagram', 'timeline'];
const nodeClasses = ['app', 'data', 'control', 'outside', 'refused'];

const titlePattern = /^[ \t]*accTitle[ \t]*:[ \t]*(.*)$/m;
const descriptionPattern = /^[ \t]*accDescr[ \t]*\{([^}]*)\}[ \t]*$/m;

/** Reads a ```mermaid block. `line` is that of its opening fence. */
export function parseDiagram(source: string, file: string, line: number): Diagram {
  const fail: Fail = (what, remedy, offset = 0) => {
    throw new Error(`${file}:${line + offset}: ${what}\n  Remède : ${remedy}`);
  };
  checkDrawing(source, fail);
  const title = frenchTypography(titlePattern.exec(source)?.[1]?.trim() ?? '');
  if (!title) return fail('schéma sans titre.', 'ajoutez une ligne « accTitle: … ».');
  const block = descriptionPattern.exec(source)?.[1];
  if (block === undefined) {
    return fail(
      'schéma sans description.',
      'ajoutez un bloc « accDescr { … } » sur plusieurs lignes.',
    );
  }
  const [description = '', ...equivalent] = block
    .split('\n')
    .map((text) => frenchTypography(text.trim()))
    .filter((text) => text !== '');
  if (equivalent.length < 2) {
    return fail(
      'équivalent textuel trop court.',
      'dans « accDescr { … } », écrivez une phrase de description, puis deux lignes au moins : un fait par ligne.',
    );
  }
  const drawing = source.replace(titlePattern, '').replace(descriptionPattern, blankLines);
  return { title, description, equivalent, hash: hashDiagram(source), source, drawing };
}

/** The HTML of a diagram. The picture must have been drawn. */
export function diagramFigure(source: string, options: FigureOptions): string {
  const { file, line, base, pictures = picturesFolder } = options;
  const { title, description, equivalent, hash } = parseDiagram(source, file, line);
  const picture = join(pictures, `${hash}.svg`);
  if (!existsSync(picture)) {
    throw new Error(
      `${file}:${line}: le schéma « ${title} » n’est pas dessiné (${picture} manque).\n` +
        `  Remède : lancez « npm run diagrams », puis commitez ${pictures}.`,
    );
  }
  const [width, height] = pictureSize(readFileSync(picture, 'utf8'), picture);
  const image = (theme: string) =>
    `<img class="on-${theme}" src="${escapeHtml(base.replace(/\/$/, ''))}/diagrams/${hash}-${theme}.svg" ` +
    `width="${width}" height="${height}" alt="${escapeHtml(description)}" loading="lazy" decoding="async">`;
  const facts = equivalent.map((fact) => `<li>${escapeHtml(fact)}</li>`).join('');
  return (
    `<figure class="diagram">${image('light')}${image('dark')}` +
    `<figcaption>${escapeHtml(title)}` +
    `<details><summary>Description du schéma</summary><ul>${facts}</ul></details></figcaption></figure>`
  );
}

function hashDiagram(source: string): string {
  const text = [source.trim(), drawingVersion, mermaidVersion].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function checkDrawing(source: string, fail: Fail): void {
  const lines = source.split('\n').map((text) => text.trim());
  const first = lines.findIndex((text) => text !== '' && !text.startsWith('%%'));
  const kind = lines[first]?.split(/\s/)[0] ?? '';
  if (!kinds.includes(kind)) {
    fail(`schéma « ${kind} » non pris en charge.`, `employez ${kinds.join(', ')}.`, first + 1);
  }
  for (const [index, text] of lines.entries()) {
    if (/^(style|classDef|linkStyle|click)\s|^%%\{/.test(text)) {
      fail(
        `« ${text} » n’est pas permis.`,
        `retirez cette ligne : les couleurs viennent des classes ${nodeClasses.join(', ')}.`,
        index + 1,
      );
    }
    const unknown = [...text.matchAll(/:::(\w+)/g)].find(
      ([, name = '']) => !nodeClasses.includes(name),
    );
    if (unknown) {
      fail(`classe « ${unknown[0]} » inconnue.`, `employez ${nodeClasses.join(', ')}.`, index + 1);
    }
  }
}

/** Keeps Mermaid's line numbers right. */
function blankLines(text: string): string {
  return text.replace(/[^\n]/g, '');
}

function pictureSize(svg: string, picture: string): [width: number, height: number] {
  const match = /^<svg [^>]*?width="(\d+)" height="(\d+)"/.exec(svg);
  if (!match)
    throw new Error(
      `${picture} : image sans taille. \n  Remède : supprimez-la et lancez « npm run diagrams ».`,
    );
  return [Number(match[1]), Number(match[2])];
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
