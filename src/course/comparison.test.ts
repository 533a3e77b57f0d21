import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  everything,
  meshOrders,
  nextSort,
  parseChoice,
  printChoice,
  selectCells,
  type Cell,
  type Level,
  type Meshes,
} from './comparison.ts';

function cell(level: Level): Cell {
  return { value: level, level, source: 'https://a.example/', version: '1', checked: '2026-11-23' };
}
const mesh = { statusLabel: '', license: '', url: 'https://a.example/', summary: '' };
const data: Meshes = {
  checked: '2026-11-23',
  meshes: [
    { ...mesh, id: 'osm', name: 'OSM', status: 'archived' },
    { ...mesh, id: 'linkerd', name: 'Linkerd', status: 'active' },
    { ...mesh, id: 'istio', name: 'Istio', status: 'active' },
  ],
  groups: [
    { id: 'securite', name: 'Sécurité' },
    { id: 'trafic', name: 'Trafic' },
  ],
  criteria: [
    { id: 'mtls', group: 'securite', name: 'mTLS', help: 'Chiffrement d’office' },
    { id: 'jwt', group: 'securite', name: 'JWT', help: 'Jetons' },
    { id: 'miroir', group: 'trafic', name: 'Miroir', help: 'Copie du trafic' },
  ],
  cells: {
    osm: { mtls: cell('no'), jwt: cell('no'), miroir: cell('no') },
    linkerd: { mtls: cell('yes'), jwt: cell('no'), miroir: cell('partial') },
    istio: { mtls: cell('partial'), jwt: cell('yes'), miroir: cell('yes') },
  },
};
const all = everything(data);
const rows = (choice: Partial<typeof all>) =>
  selectCells(data, { ...all, ...choice }).sections.map(({ criteria }) =>
    criteria.map(({ id }) => id),
  );
const columns = (choice: Partial<typeof all>) =>
  selectCells(data, { ...all, ...choice }).meshes.map(({ id }) => id);

describe('the choice in an address', () => {
  test('shows everything when there is none', () => {
    expect(parseChoice('', data)).toEqual(all);
    expect(printChoice(all, data)).toBe('');
  });
  test('is readable', () => {
    expect(
      printChoice(
        {
          ...all,
          meshes: ['istio', 'linkerd'],
          text: 'a&b',
          sort: { by: 'istio', descending: true },
        },
        data,
      ),
    ).toBe('?meshes=istio,linkerd&criteres=a%26b&tri=-istio');
  });
  test('comes back as it went', () => {
    const choice = fc.record({
      meshes: fc.subarray([...all.meshes], { minLength: 1 }),
      text: fc.string({ maxLength: 50, unit: 'grapheme-composite' }).map((text) => text.trim()),
      group: fc.constantFrom('', 'securite', 'trafic'),
      order: fc.constantFrom(...meshOrders),
      sort: fc.option(fc.record({ by: fc.constantFrom('nom', 'istio'), descending: fc.boolean() })),
    });
    fc.assert(
      fc.property(choice, (one) => {
        expect(parseChoice(printChoice(one, data), data)).toEqual(one);
      }),
    );
  });
  test('ignores what it does not know', () => {
    expect(parseChoice('?meshes=consul,,x&groupe=<b>&ordre=9&tri=-&autre=1', data)).toEqual(all);
    expect(parseChoice('?meshes=istio,inconnu', data).meshes).toEqual(['istio']);
    expect(parseChoice(`?criteres=${'x'.repeat(1_000_000)}`, data).text.length).toBeLessThanOrEqual(
      100,
    );
    expect(parseChoice('?criteres=%00%E0%A4%A', data).text).not.toBe('');
  });
});

describe('the table', () => {
  test('keeps the order of the file, by group', () => {
    expect(rows({})).toEqual([['mtls', 'jwt'], ['miroir']]);
    expect(columns({})).toEqual(['osm', 'linkerd', 'istio']);
  });
  test('shows the criteria that hold every word, in any case and without accents', () => {
    expect(rows({ text: 'CHIFFREMENT  mtls' })).toEqual([['mtls']]);
    expect(rows({ text: "d'office" })).toEqual([['mtls']]);
    expect(rows({ text: 'absent' })).toEqual([]);
    expect(selectCells(data, { ...all, text: 'trafic' }).criteria).toBe(1);
  });
  test('shows one group', () => {
    expect(rows({ group: 'trafic' })).toEqual([['miroir']]);
  });
  test('puts the columns by name or by status', () => {
    expect(columns({ order: 'nom' })).toEqual(['istio', 'linkerd', 'osm']);
    expect(columns({ order: 'statut' })).toEqual(['linkerd', 'istio', 'osm']);
    expect(columns({ meshes: ['istio'] })).toEqual(['istio']);
  });
  test('sorts the criteria by name, or by what a mesh does, in one section', () => {
    expect(rows({ sort: { by: 'nom', descending: false } })).toEqual([['jwt', 'miroir', 'mtls']]);
    expect(rows({ sort: { by: 'linkerd', descending: false } })).toEqual([
      ['mtls', 'miroir', 'jwt'],
    ]);
    expect(rows({ sort: { by: 'linkerd', descending: true } })).toEqual([
      ['jwt', 'miroir', 'mtls'],
    ]);
  });
  test('is sorted up, then down, then no more', () => {
    const up = nextSort(null, 'istio');
    const down = nextSort(up, 'istio');
    expect([up?.descending, down?.descending, nextSort(down, 'istio')]).toEqual([
      false,
      true,
      null,
    ]);
    expect(nextSort(down, 'linkerd')).toEqual({ by: 'linkerd', descending: false });
  });
});
