import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fields } from '#cluster/api/json.ts';
import { ruleErrors } from './cel-rules.ts';
import { isRuled } from './ruled.ts';

const ruled = (rules: readonly string[], rest: Fields = {}): Fields => ({
  'x-kubernetes-validations': rules.map((rule) => ({ rule })),
  ...rest,
});
const source: Fields = {
  properties: {
    spec: ruled(['has(self.selector) || !has(self.ports)'], {
      properties: {
        labels: ruled(["self.all(key, !key.contains('*'))", 'self.all(key, key.size() != 0)'], {
          additionalProperties: ruled(["!self.contains('*')"], { type: 'string' }),
        }),
        lists: { items: ruled(['self > 0'], { type: 'integer' }) },
        selector: { type: 'object' },
        ports: { type: 'object' },
      },
    }),
  },
};
const isJudged = (value: unknown) => isRuled(value, { type: 'object', source });

test.each([
  [{}, false],
  [{ spec: {} }, false],
  [{ spec: { selector: {} } }, false],
  [{ spec: { ports: {} } }, true],
  [{ spec: { labels: { a: 'b' } } }, false],
  [{ spec: { labels: { a: '*' } } }, true],
  [{ spec: { labels: { '*': 'b' } } }, true],
  [{ spec: { labels: { '': 'b' } } }, true],
  [{ spec: { labels: 'none' } }, true],
  [{ spec: { lists: [] } }, false],
  [{ spec: { lists: [1] } }, true],
  [{ spec: 'none' }, true],
  [[], false],
])('%j may be refused by a rule: %s', (value, expected) => {
  expect(isJudged(value)).toBe(expected);
});

test('what is said to break no rule breaks none', () => {
  const text = fc.constantFrom('', 'a', '*', 'a*b');
  const spec = fc.record(
    {
      labels: fc.dictionary(text, text),
      lists: fc.array(fc.integer({ min: -1, max: 1 }), { maxLength: 1 }),
      selector: fc.constant({}),
      ports: fc.constant({}),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(spec, (drawn) => {
      fc.pre(!isJudged({ spec: drawn }));
      expect(ruleErrors({ spec: drawn }, source, { path: '', old: undefined })).toEqual([]);
    }),
  );
});
