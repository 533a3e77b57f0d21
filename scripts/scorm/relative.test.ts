import { expect, test } from 'vitest';
import { relativeScript, relativeStyles, rootAddressIn } from './relative.ts';

const preload =
  'var e=1,t=function(e){return`/`+e},n={};import(`./x.js`);new Worker(`/_a/main-a_1.js`)';

test('un script nomme les autres d’où il est, ce qu’il précharge compris', () => {
  const code = relativeScript(preload);
  expect(code).toContain('new Worker(new URL(`main-a_1.js`,import.meta.url).href)');
  expect(code).toContain('function(e){return new URL(`../`+e,import.meta.url).href}');
  expect(code).toContain('import(`./x.js`)');
  expect(rootAddressIn('_a/x.js', code)).toBeUndefined();
});

test('une feuille de style et une page mènent à leurs polices', () => {
  expect(relativeStyles('src:url(/_a/b.woff2)', '')).toBe('src:url(b.woff2)');
  expect(relativeStyles('src:url("/_a/b.woff2")', '../../_a/')).toBe('src:url("../../_a/b.woff2")');
});

test('ce qui mène encore à la racine se voit, et ce qu’un labo écrit n’en est pas', () => {
  expect(rootAddressIn('_a/x.js', preload)).toBeDefined();
  expect(rootAddressIn('_a/x.js', 'fetch("/fr/glossaire.json")')).toBeDefined();
  expect(rootAddressIn('_a/x.css', 'a{src:url(/_a/b.woff2)}')).toBeDefined();
  expect(rootAddressIn('fr/a/index.html', '<a href="/autre/">')).toBeDefined();
  expect(rootAddressIn('fr/a/index.html', '<a href="//exemple.fr/">')).toBeUndefined();
  expect(rootAddressIn('_a/x.js', 'print(`<a href="/namespaces">`)')).toBeUndefined();
});
