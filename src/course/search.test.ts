import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import { excerpt, searchOptions, type SearchDocument } from './search.ts';

function find(text: string, query: string): boolean {
  const index = new MiniSearch<SearchDocument>(searchOptions);
  index.add({ id: '/', title: 'T', chapter: 'C', text });
  return index.search(query).length > 0;
}

test.each([
  ['l’injection du proxy', 'injection'],
  ["l'injection du proxy", 'l’injection'],
  ['un déploiement', 'deploiement'],
  ['déployer', 'déploiement'],
  ['le cœur du réseau', 'coeur'],
  ['chaque nœud', 'nœuds'],
  ['les certificats', 'certificat'],
  ['PeerAuthentication', 'peerauth'],
])('« %s » se trouve par « %s »', (text, query) => {
  expect(find(text, query)).toBe(true);
});

test('tous les mots comptent', () => {
  expect(find('le mode strict', 'strict absent')).toBe(false);
});

test('l’extrait montre le premier mot cherché', () => {
  const text = `${'mot '.repeat(100)}chiffrement des flux ${'fin '.repeat(100)}`;
  expect(excerpt(text, 'chiffré')).toContain('chiffrement');
  expect(excerpt(text, 'chiffré')).toMatch(/^… .* …$/);
});
