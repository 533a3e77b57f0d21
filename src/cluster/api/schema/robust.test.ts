import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ApiError } from '#cluster/api/api.ts';
import { isFields, type Fields } from '#cluster/api/json.ts';
import { serverSideApply } from '#cluster/api/patch/apply.ts';
import { jsonPatch } from '#cluster/api/patch/json-patch.ts';
import { entriesOf, trackUpdate } from '#cluster/api/patch/managed-fields.ts';
import { strategicMergePatch } from '#cluster/api/patch/strategic.ts';
import { createThreeWayMerge } from '#cluster/api/patch/two-way.ts';
import { customDefaults } from './custom-defaults.ts';
import { validateCustom } from './custom-validate.ts';
import { customSchema } from './custom.ts';
import { decode } from './decode.ts';
import { applyDefaults } from './defaults.ts';
import { invalid } from './field-error.ts';
import type { Schema } from './schema.ts';
import { definitionsOf } from './structure.ts';
import { validate } from './validate.ts';

const groupVersions = [
  'v1',
  'apps/v1',
  'batch/v1',
  'autoscaling/v2',
  'policy/v1',
  'networking.k8s.io/v1',
  'rbac.authorization.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'admissionregistration.k8s.io/v1',
  'storage.k8s.io/v1',
];
const kinds = groupVersions.flatMap((apiVersion) =>
  definitionsOf(apiVersion).flatMap(({ kind, schema }) =>
    kind ? [{ apiVersion, schema, kind: schema.name?.split('.').at(-1) ?? '' }] : [],
  ),
);

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1.5,
    true,
    'x',
    '1',
    '10%',
    [],
    {},
    ['a'],
    [null],
    [{}],
    { a: null },
    '__proto__',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Mostly what a schema asks for, and sometimes not. */
function valueOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const good = (): fc.Arbitrary<unknown> => {
    if (schema.type === 'object' && schema.fields !== undefined && depth > 0) {
      const fields = [...schema.fields].map(([name, field]) => [
        name,
        fc.option(valueOf(field.schema, depth - 1), { nil: undefined, freq: 2 }),
      ]);
      return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>);
    }
    if (schema.items !== undefined && depth > 0) {
      const items = valueOf(schema.items, depth - 1);
      return schema.type === 'list'
        ? fc.array(items, { maxLength: 2 })
        : fc.dictionary(fc.constantFrom('a', 'b/c', '__proto__', 'x y'), items, { maxKeys: 2 });
    }
    const scalars: Partial<Record<Schema['type'], unknown[]>> = {
      int32: [0, 1, -1, 70000],
      int64: [0, 1, 30],
      boolean: [true, false],
      quantity: ['1', '500m', '1Gi', 1],
      'int-or-string': [1, '25%', 'http'],
    };
    return fc.constantFrom<unknown>(
      ...(scalars[schema.type] ?? ['a', 'A b', 'Always', 'In', 'ClientIP', 'Cluster']),
    );
  };
  return fc.oneof({ weight: 12, arbitrary: good() }, { weight: 1, arbitrary: odd });
}

const objects = fc.constantFrom(...kinds).chain(({ apiVersion, kind, schema }) => {
  const made = fc
    .tuple(valueOf(schema, 6), valueOf(schema, 6))
    .map((values) =>
      values.map((value): Fields => ({ ...(isFields(value) ? value : {}), apiVersion, kind })),
    );
  return fc.tuple(fc.constant({ apiVersion, kind, schema }), made);
});

/** What other than a refusal came out of it. */
function fault(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error instanceof ApiError && error.status.code >= 400 ? undefined : error;
  }
  return undefined;
}

it('answers any manifest and any patch of it, or refuses them', () => {
  fc.assert(
    fc.property(objects, ([{ apiVersion, kind, schema }, [first = {}, second = {}]]) => {
      const [group, version = ''] = apiVersion.includes('/')
        ? apiVersion.split('/')
        : ['', apiVersion];
      const gvk = { group: group ?? '', version, kind };
      const read = (object: Fields) =>
        applyDefaults(decode(object, { gvk, schema, fieldValidation: 'Ignore' }).object);
      const write = { manager: 'a', time: '2026-01-01T00:00:00Z', schema, hasStatus: true };
      const found = fault(() => {
        const [old, next] = [read(first), read(second)];
        invalid({ ...gvk, name: 'x' }, [...validate(old), ...validate(next, old)]);
        const live = trackUpdate(old, undefined, write);
        entriesOf(trackUpdate({ ...next, metadata: live['metadata'] }, live, write));
        strategicMergePatch(old, createThreeWayMerge(old, next, old, schema), schema);
      });
      expect(found).toBeUndefined();
      expect(fault(() => void strategicMergePatch(first, second, schema))).toBeUndefined();
      expect(
        fault(() => void serverSideApply(undefined, first, { ...write, force: true })),
      ).toBeUndefined();
      expect(
        fault(() => void serverSideApply(first, second, { ...write, force: true })),
      ).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

it('answers any custom object of any schema', () => {
  const schemas = fc.record({
    type: fc.constantFrom('object', 'string', 'array', ''),
    properties: fc.dictionary(
      fc.constantFrom('spec', 'a', '__proto__'),
      fc.oneof(
        odd,
        fc.record({
          type: fc.constantFrom('object', 'integer', 'array'),
          default: odd,
          items: odd,
          enum: odd,
          pattern: odd,
          oneOf: odd,
          required: odd,
        }),
      ),
    ),
  });
  fc.assert(
    fc.property(
      schemas,
      fc.dictionary(fc.constantFrom('spec', 'a', 'metadata', '__proto__'), odd),
      (source, object) => {
        const found = fault(() => {
          const schema = customSchema(source);
          const gvk = { group: 'a', version: 'v1', kind: 'B' };
          const read = decode(
            { ...object, apiVersion: 'a/v1', kind: 'B' },
            { gvk, schema, fieldValidation: 'Warn' },
          ).object;
          invalid({ ...gvk, name: '' }, validateCustom(customDefaults(read, schema), schema));
          serverSideApply(read, object, {
            manager: 'a',
            time: '',
            schema,
            hasStatus: true,
            force: true,
          });
          expect(found).toBeUndefined();
        });
      },
    ),
    { numRuns: 300 },
  );
});

it('answers any JSON patch', () => {
  const path = fc.constantFrom(
    '/a',
    '/a/0',
    '/a/-',
    '/a/-1',
    '/b/c',
    '',
    'x',
    '/__proto__/a',
    '/constructor',
  );
  const operation = fc.oneof(
    odd,
    fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'test', 'copy', 'move', '__proto__'),
        path,
        from: path,
        value: odd,
      },
      { requiredKeys: ['op'] },
    ),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 4 }), (operations) => {
      expect(fault(() => void jsonPatch({ a: [1, 2], b: { c: 1 } }, operations))).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});
