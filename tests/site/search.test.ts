import { readFileSync } from 'node:fs';
import MiniSearch from 'minisearch';
import { beforeAll, expect, test } from 'vitest';
import { searchOptions, type SearchDocument } from '../../src/course/search.ts';

const index = new MiniSearch<SearchDocument>(searchOptions);

beforeAll(() => {
  index.addAll(JSON.parse(readFileSync('dist/fr/recherche.json', 'utf8')));
});

/** What a reader types, and where one of the first three results must lead. */
const queries: [string, RegExp][] = [
  ['injection', /architecture|glossaire|quickstart|tp-istio/],
  ["l'injection", /architecture|glossaire|quickstart|tp-istio/],
  ['l’injection', /architecture|glossaire|quickstart|tp-istio/],
  ['déploiement', /./],
  ['deploiement', /./],
  ['déployer bookinfo', /tp-istio/],
  ['certificat', /mtls|glossaire/],
  ['certificats', /mtls|glossaire/],
  ['autorité de certification', /mtls|glossaire/],
  ['permissive', /mtls|tp-istio|glossaire/],
  ['STRICT', /mtls|tp-istio|glossaire/],
  ['peerauthentication', /mtls|tp-istio|glossaire/],
  ['spiffe', /mtls|glossaire/],
  ['citadel', /mtls|architecture|histoire/],
  ['ambient', /modeles|glossaire/],
  ['ztunnel', /modeles|glossaire/],
  ['waypoint', /modeles|glossaire/],
  ['coupe-circuit', /glossaire|solutions|aller-plus-loin|histoire/],
  ['disjoncteur', /glossaire|solutions|aller-plus-loin|histoire|quickstart/],
  ['emojivoto', /quickstart/],
  ['beignet', /quickstart/],
  ['linkerd viz', /quickstart|glossaire/],
  ['gateway api', /quickstart|histoire|glossaire/],
  ['app mesh', /solutions|histoire|glossaire/],
  ['licence consul', /solutions|histoire/],
  ['multi-cluster', /modeles|glossaire/],
  ['multicluster', /modeles|glossaire|solutions|aller-plus-loin/],
  ['politiques d’autorisation', /mtls|aller-plus-loin|glossaire|tp-istio/],
  ['réseau du nœud', /modeles|architecture|glossaire/],
  ['noeud', /modeles|architecture|glossaire|quickstart|solutions/],
  ['métriques', /./],
  ['chiffre', /./],
];

test.each(queries)('« %s » mène au bon endroit', (query, place) => {
  const results = index.search(query).slice(0, 3);
  expect(results.map(({ id }) => String(id)).join(' ')).toMatch(place);
});

test('les mots sans accent et avec accent trouvent la même chose', () => {
  const first = (query: string) =>
    index
      .search(query)
      .slice(0, 5)
      .map(({ id }) => id);
  expect(first('deploiement')).toEqual(first('déploiement'));
  expect(first('noeuds')).toEqual(first('nœuds'));
  expect(first("d'autorisation")).toEqual(first('autorisation'));
});
