import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { findDiagrams } from '#markdown/diagram-fences.ts';
import { paint, themes } from '#markdown/diagram-theme.ts';
import { mermaidVersion, picturesFolder } from '#markdown/diagrams.ts';

const diagrams = findDiagrams('content/fr');
const pictures = readdirSync(picturesFolder).filter((name) => name.endsWith('.svg'));

test('the version in the names of the pictures is that of Mermaid', () => {
  const manifest: unknown = JSON.parse(readFileSync('node_modules/mermaid/package.json', 'utf8'));
  expect(manifest).toHaveProperty('version', mermaidVersion);
});

test('every diagram has its picture, and every picture its diagram (npm run diagrams)', () => {
  const drawn = pictures.map((name) => basename(name, '.svg'));
  expect(drawn.toSorted()).toEqual([...new Set(diagrams.map(({ hash }) => hash))].toSorted());
});

describe.each(pictures)('%s', (name) => {
  const svg = readFileSync(join(picturesFolder, name), 'utf8');
  const id = `d${basename(name, '.svg')}`;

  test('is inert: no script, style, event, foreign content or outside link', () => {
    expect(svg).not.toMatch(/<(script|style|foreignObject|image|use|a|animate\w*|set|iframe)\b/i);
    expect(svg).not.toMatch(/\s(on\w+|style|class|href|xlink:href|src)\s*=/i);
    expect(svg).not.toMatch(/@import|javascript:|data:|<!|&(?!amp;|lt;|gt;)/i);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/\/\/|url\((?!#d)/);
  });

  test('has a size, a title and a description', () => {
    expect(svg).toMatch(/^<svg [^>]*width="(\d+)" height="(\d+)" viewBox="0 0 \1 \2" role="img"/);
    expect(svg).toMatch(
      new RegExp(`<title id="${id}-title">[^<]+</title><desc id="${id}-desc">[^<]+</desc>`),
    );
  });

  test('refers only to ids of its own', () => {
    const ids = new Set([...svg.matchAll(/ id="([^"]+)"/g)].map(([, value]) => value));
    for (const value of ids) expect(value).toContain(`${id}-`);
    for (const [, value] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(value);
  });

  test('has only colours of the theme', () => {
    expect(svg).not.toMatch(/(fill|stroke)="(?!\{\{|none")/);
    for (const theme of Object.values(themes)) expect(paint(svg, theme)).not.toContain('{{');
  });

  test('weighs less than 4 kB', () => {
    expect(brotliCompressSync(svg).length).toBeLessThan(4096);
  });
});
