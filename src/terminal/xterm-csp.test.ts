import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rewriteXterm } from './xterm-csp.ts';

const xterm = readFileSync('node_modules/@xterm/xterm/lib/xterm.mjs', 'utf8');

test('leaves no style element and no style attribute in the installed xterm.js', () => {
  const code = rewriteXterm(xterm);
  expect(code).not.toMatch(/createElement\((["'`])style\1\)/);
  expect(code).not.toMatch(/setAttribute\((["'`])style\1/);
  expect(code).not.toContain('innerHTML');
  expect(code).toMatch(/\w\.style\.cssText\+=`\$\{\w\};`/);
});

test('stops the build when a pattern is missing or new', () => {
  expect(() => rewriteXterm('')).toThrow('trouvé 0 fois dans xterm.js au lieu de 3');
  expect(() => rewriteXterm(xterm + xterm)).toThrow('trouvé 6 fois');
});
