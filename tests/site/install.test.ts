import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingOptional } from '../../scripts/complete-lockfile.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maillage-'));
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(file, join(folder, file));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('chaque dépendance optionnelle a son entrée dans le lockfile', () => {
  expect(missingOptional(JSON.parse(readFileSync('package-lock.json', 'utf8')))).toEqual([]);
});

test('« npm ci » passe dans une copie propre, sans un mot, et apporte Node 24', () => {
  const env = {
    ...process.env,
    PATH: (process.env['PATH'] ?? '')
      .split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':'),
  };
  const printed = execFileSync('npm', ['ci', '--silent', '--prefer-offline'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('');
  const node = join(folder, 'node_modules/.bin/node');
  expect(existsSync(node)).toBe(true);
  expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
});
