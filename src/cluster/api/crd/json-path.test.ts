import { expect, test } from 'vitest';
import { findAll, parseJsonPath } from './json-path.ts';

const object = {
  spec: { size: 3, 'odd.key': 'x', list: [{ n: 1 }, { n: 2 }] },
  status: { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Other' }] },
};

test.each([
  ['.spec.size', [3]],
  ['.spec.list[*].n', [1, 2]],
  ['.spec.list[-1].n', [2]],
  ['.spec.list[?(@.n>1)].n', [2]],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type=='Ready')].status", ['True']],
  ['.spec.odd\\.key', ['x']],
  [".spec['odd.key']", ['x']],
  ['.spec.absent', []],
  ['.constructor', []],
])('%s finds %o', (path, expected) => {
  expect(findAll(object, parseJsonPath(path) ?? [])).toEqual(expected);
});

test('does not read what it does not know', () => {
  expect(parseJsonPath('..spec')).toBeUndefined();
});
