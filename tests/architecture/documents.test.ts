import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

test('les dossiers nommés par ARCHITECTURE.md existent, et tout dossier de src/ y est nommé', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = [...text.matchAll(/^\| `([\w/]+\/)` +\|/gm)].map(([, folder]) => folder ?? '');
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((folder) => !existsSync(folder))).toEqual([]);
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(
    folders.map(({ name }) => `src/${name}/`).filter((folder) => !rows.includes(folder)),
  ).toEqual([]);
});

test.each(documents)('les fichiers cités par %s existent', (document) => {
  {
    const text = readFileSync(document, 'utf8');
    const cited = [...text.matchAll(/`((?:src|scripts|tests|content|labs)\/[\w./-]+\.\w+)`/g)].map(
      ([, file]) => file ?? '',
    );
    expect(cited.filter((file) => !existsSync(file))).toEqual([]);
  }
});

test.each(documents)('les programmes cités par %s sont dans package.json', (document) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  {
    const cited = [
      ...readFileSync(document, 'utf8').matchAll(/npm (?:run )?(start|test|[a-z]+)\b(?=`|$| )/gm),
    ].map(([, name]) => name ?? '');
    expect(
      cited.filter((name) => !(name in scripts) && !['ci', 'install', 'run'].includes(name)),
    ).toEqual([]);
  }
});
