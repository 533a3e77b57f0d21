import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { parse } from 'node-html-parser';
import { expect, test } from 'vitest';
import { dist, pagePaths, readPage } from '../support/site.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'error',
    'require-sri': 'off',
    // The build writes them minified: attribute order, quotes and closing are the compiler's.
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'attr-quotes': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    'no-raw-characters': 'off',
    'long-title': 'off',
    // A figure of ours has a role to name a region that scrolls.
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'tel-non-breaking': 'off',
    // React writes `dateTime`, which HTML reads as `datetime`.
    'attr-case': 'off',
    // The boxes of one question share their name; its button comes with the script that answers.
    'form-dup-name': 'off',
    'wcag/h32': 'off',
    // Anchors come from titles, and some begin with a year.
    'valid-id': ['error', { relaxed: true }],
  },
});

const paths = pagePaths();

test.each(paths)('%s est du HTML valide', async (path) => {
  const { results } = await validator.validateString(readPage(path));
  const messages = results.flatMap(({ messages: found }) =>
    found.map(({ ruleId, message, line, column }) => `${ruleId} ${line}:${column} ${message}`),
  );
  expect(messages).toEqual([]);
});

/** What no line may begin with, after a space that breaks. */
const breakable =
  /.{0,40}(?:[\p{L}\d»)][ \n]+[:;!?](?=\s|$)|«[ \n]|[ \n]»|\d[ \n]+(?:min|ms|s|h)(?![\p{L}\d]))/gu;

test.each(paths)('%s : la ponctuation française reste sur sa ligne', (path) => {
  const page = parse(readPage(path));
  for (const code of page.querySelectorAll(
    'script, style, pre, code, kbd, button, svg, [lang="en"]',
  ))
    code.remove();
  expect(page.text.match(breakable) ?? []).toEqual([]);
});

function anchorsOf(path: string): Set<string> {
  return new Set(
    parse(readPage(path))
      .querySelectorAll('[id]')
      .map(({ id }) => id),
  );
}

function isServed(path: string): boolean {
  return existsSync(join(dist, path.endsWith('/') ? `${path}index.html` : path));
}

test.each(paths)('%s : ses liens et ses ancres existent', (path) => {
  const page = parse(readPage(path));
  const broken = page
    .querySelectorAll('a[href], link[href], img[src], script[src]')
    .flatMap((element) => {
      const address = element.getAttribute('href') ?? element.getAttribute('src') ?? '';
      if (/^https?:/.test(address)) return [];
      const { pathname, hash } = new URL(address, `http://site${path}`);
      const target = decodeURIComponent(pathname);
      if (!isServed(target)) return [address];
      const anchor = decodeURIComponent(hash.slice(1));
      return anchor === '' || !target.endsWith('/') || anchorsOf(target).has(anchor)
        ? []
        : [address];
    });
  expect(broken).toEqual([]);
});

test.each(paths)(
  '%s ne porte ni style en ligne, ni gestionnaire en ligne, ni ressource d’ailleurs',
  (path) => {
    const html = readPage(path);
    const page = parse(html);
    expect(
      page.querySelectorAll('[style]').map((element) => element.outerHTML.slice(0, 80)),
    ).toEqual([]);
    expect(html).not.toMatch(/<[^>]+\son\w+=/);
    const fetched = page.querySelectorAll('[src], link[href]:not([rel="canonical"])');
    const elsewhere = fetched
      .map((element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '')
      .filter((address) => /^(?:https?:)?\/\//.test(address));
    expect(elsewhere).toEqual([]);
  },
);
