import { expect, test } from 'vitest';
import type { Fields } from '#cluster/api/json.ts';
import { ruleErrors } from './cel-rules.ts';

function said(value: unknown, source: Fields, old?: unknown): string[] {
  return ruleErrors(value, source, { path: 'spec', old }).map(
    ({ type, field, detail }) => `${field}: ${type}: ${detail ?? ''}`,
  );
}

const rules = (...list: (string | Fields)[]): Fields => ({
  'x-kubernetes-validations': list.map((rule) => (typeof rule === 'string' ? { rule } : rule)),
});
const integer = { type: 'integer' };

test.each([
  [{ min: 1, max: 2 }, []],
  [{ min: 3, max: 2 }, ['spec: Invalid value: failed rule: self.min <= self.max']],
])('numbers are compared: %j', (value, errors) => {
  const schema = { ...rules('self.min <= self.max'), properties: { min: integer, max: integer } };
  expect(said(value, schema)).toEqual(errors);
});

test('rules stand at any depth, of lists and of the values of maps', () => {
  const port = { ...rules({ rule: 'self > 0', message: 'too small' }), ...integer };
  const label = rules({ rule: "!self.contains('*')", message: 'no star' });
  const schema = {
    properties: { ports: { items: port }, labels: { additionalProperties: label } },
  };
  expect(said({ ports: [1, 0], labels: { a: 'b', c: '*' } }, schema)).toEqual([
    'spec.ports[1]: Invalid value: too small',
    'spec.labels[c]: Invalid value: no star',
  ]);
});

test('a rule chooses its field, its reason and its words', () => {
  const schema = {
    ...rules({
      rule: 'has(self.name)',
      messageExpression: "'name is missing beside ' + self.other",
      fieldPath: '.name',
      reason: 'FieldValueRequired',
    }),
    properties: { name: { type: 'string' }, other: { type: 'string' } },
  };
  expect(said({ other: 'x' }, schema)).toEqual([
    'spec.name: Required value: name is missing beside x',
  ]);
});

test('rules of change are asked only where there was something before', () => {
  const schema = {
    properties: { class: rules({ rule: 'self == oldSelf', message: 'Value is immutable' }) },
  };
  expect(said({ class: 'a' }, schema)).toEqual([]);
  expect(said({ class: 'a' }, schema, { class: 'a' })).toEqual([]);
  expect(said({ class: 'a' }, schema, { class: 'b' })).toEqual([
    'spec.class: Invalid value: Value is immutable',
  ]);
});

test('properties with names of the language are escaped, and errors end in words', () => {
  const properties = { namespace: { type: 'string' }, 'a-b': { type: 'string' } };
  const schema = { ...rules("self.__namespace__ == 'x' && self.a__dash__b == 'y'"), properties };
  expect(said({ namespace: 'x', 'a-b': 'y' }, schema)).toEqual([]);
  const [error = ''] = said({}, { ...rules("self.gone == 'x'"), properties });
  expect(error).toMatch(/^spec: Invalid value: .*gone.* evaluating rule: self\.gone == 'x'$/s);
});
