import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainProse } from '../support/prose.ts';

function hasGrammalecte(): boolean {
  return spawnSync('grammalecte-cli', ['--help']).status === 0;
}

interface Mistake {
  readonly sMessage: string;
  readonly sRuleId: string;
  readonly nStart: number;
  readonly nEnd: number;
}

/** Rules that judge what the build writes (spaces, apostrophes) or that practitioners' words trip over. */
const off = ['typo', 'apos', 'esp', 'nbsp', 'unit', 'num', 'maj', 'md', 'latex', 'chim'];
const allowed = readFileSync('tests/site/grammalecte-allowed.txt', 'utf8')
  .split('\n')
  .filter(Boolean);

function mistakes(file: string): string[] {
  const text = plainProse(readFileSync(file, 'utf8'));
  const input = join(mkdtempSync(join(tmpdir(), 'maillage-prose-')), 'texte.txt');
  writeFileSync(input, text);
  const printed = execFileSync('grammalecte-cli', ['-f', input, '-j', '-owe', '-off', ...off], {
    encoding: 'utf8',
  });
  const { data }: { data: { iParagraph: number; lGrammarErrors: Mistake[] }[] } =
    JSON.parse(printed);
  const lines = text.split('\n');
  return data.flatMap(({ iParagraph, lGrammarErrors }) =>
    lGrammarErrors.map(({ sMessage, nStart, nEnd }) => {
      const line = lines[iParagraph - 1] ?? '';
      const found = `${line.slice(Math.max(0, nStart - 30), nEnd + 20)} → ${sMessage.split('\n')[0]}`;
      return found.replaceAll(/[\u00a0\u202f]/g, ' ');
    }),
  );
}

const isChecked = hasGrammalecte();
const verdict = isChecked ? 'passe Grammalecte' : 'NON VÉRIFIÉ, grammalecte-cli n’est pas installé';

test.each(globSync('content/fr/*.mdx').sort())(`%s ${verdict}`, (file) => {
  const found = isChecked ? mistakes(file) : [];
  expect(found.filter((text) => !allowed.some((words) => text.includes(words)))).toEqual([]);
});
