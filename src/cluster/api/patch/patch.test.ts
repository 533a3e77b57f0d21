import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '#cluster/api/api.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { schemaOf } from '#cluster/api/schema/structure.ts';
import { applyJsonPatch, jsonPatch } from './json-patch.ts';
import { createMergePatch, createThreeWayMergePatch, mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic.ts';
import { createThreeWayMerge, createTwoWayMerge } from './two-way.ts';

function schema(group: string, version: string, kind: string): Schema {
  const found = schemaOf({ group, version, kind });
  if (found === undefined) throw new Error(`no schema of ${kind}`);
  return found;
}

const pod = schema('', 'v1', 'Pod');
const deployment = schema('apps', 'v1', 'Deployment');

const names = fc.constantFrom('a', 'b', 'c', 'd');
const env = fc.uniqueArray(
  fc.record({ name: names, value: fc.constantFrom('1', '2') }, { requiredKeys: ['name'] }),
  { selector: ({ name }) => name, maxLength: 4 },
);
const container = fc.record(
  {
    name: names,
    image: fc.constantFrom('x:1', 'x:2'),
    args: fc.array(names, { maxLength: 2 }),
    env,
    resources: fc.record(
      { limits: fc.dictionary(names, fc.constantFrom('1', '2')) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name'] },
);
const volume = fc.oneof(
  fc.record({ name: names, emptyDir: fc.record({ medium: names }, { requiredKeys: [] }) }),
  fc.record({ name: names, configMap: fc.record({ name: names }) }),
);
const anyPod = fc.record(
  {
    metadata: fc.record(
      {
        labels: fc.dictionary(fc.constantFrom('a', '__proto__', 'constructor'), names),
        finalizers: fc.uniqueArray(names),
      },
      { requiredKeys: [] },
    ),
    spec: fc.record(
      {
        containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 4 }),
        volumes: fc.uniqueArray(volume, { selector: ({ name }) => name, maxLength: 3 }),
        nodeSelector: fc.dictionary(names, names),
        tolerations: fc.array(fc.record({ key: names }), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

describe('a merge patch', () => {
  it('makes what it was made for', () => {
    fc.assert(
      fc.property(anyPod, anyPod, (a, b) => {
        expect(mergePatch(a, createMergePatch(a, b))).toEqual(b);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps what another wrote when made three ways', () => {
    const live = { spec: { a: 1, b: 2, added: 3 } };
    const patch = createThreeWayMergePatch({ spec: { a: 1, b: 2 } }, { spec: { a: 5 } }, live);
    expect(patch).toEqual({ spec: { a: 5, b: null } });
    expect(mergePatch(live, patch)).toEqual({ spec: { a: 5, added: 3 } });
  });
});

describe('a JSON patch', () => {
  it('applies each operation of RFC 6902', () => {
    const start = { a: [1, 2], b: { 'c/d': 1 } };
    const operations = [
      { op: 'test', path: '/a/0', value: 1 },
      { op: 'add', path: '/a/1', value: 9 },
      { op: 'add', path: '/a/-', value: 8 },
      { op: 'replace', path: '/b/c~1d', value: 2 },
      { op: 'copy', from: '/b', path: '/e' },
      { op: 'move', from: '/a/0', path: '/first' },
      { op: 'remove', path: '/b' },
    ];
    expect(jsonPatch(start, operations)).toEqual({ a: [9, 2, 8], e: { 'c/d': 2 }, first: 1 });
  });

  // As the real kubectl 1.35.2 answers `patch --local --type=json`.
  it.each([
    [
      { op: 'remove', path: '/data/no' },
      "error in remove for path: '/data/no': Unable to remove nonexistent key: no: missing value",
    ],
    [
      { op: 'remove', path: '/no/no' },
      'remove operation does not apply: doc is missing path: "/no/no": missing value',
    ],
    [
      { op: 'replace', path: '/no/no', value: 1 },
      'replace operation does not apply: doc is missing path: /no/no: missing value',
    ],
    [
      { op: 'add', path: '/no/no', value: 1 },
      'add operation does not apply: doc is missing path: "/no/no": missing value',
    ],
    [{ op: 'test', path: '/data/k', value: 'w' }, 'testing value /data/k failed: test failed'],
    [
      { op: 'test', path: '/no/no', value: 'w' },
      'test operation does not apply: is missing path: /no/no: missing value',
    ],
    [
      { op: 'add', path: '/list/9', value: 'w' },
      "error in add for path: '/list/9': Unable to access invalid index: 9: invalid index referenced",
    ],
    [
      { op: 'add', path: '/list/z', value: 'w' },
      "error in add for path: '/list/z': value was not a proper array index: 'z': strconv.Atoi: parsing \"z\": invalid syntax",
    ],
    [
      { op: 'remove', path: '/list/-5' },
      "error in remove for path: '/list/-5': Unable to access invalid index: -5: invalid index referenced",
    ],
    [
      { op: 'replace', path: '/list/9', value: 1 },
      'replace operation does not apply: doc is missing key: /list/9: missing value',
    ],
    [
      { op: 'copy', from: '/no/x', path: '/data/z' },
      'copy operation does not apply: doc is missing from path: /no/x: missing value',
    ],
    [
      { op: 'move', from: '/data/x', path: '/data/z' },
      "error in move for path: 'x': Unable to remove nonexistent key: x: missing value",
    ],
    [
      { op: 'move', from: '/data/k', path: '/no/z' },
      'move operation does not apply: doc is missing destination path: /no/z: missing value',
    ],
    [{ op: 'leap', path: '/data' }, 'Unexpected kind: leap'],
    [{ op: 'add' }, 'add operation failed to decode path: missing value'],
    [1, 'json: cannot unmarshal number into Go value of type jsonpatch.Operation'],
  ])(
    '%j is refused as the real library refuses it, and the server says less',
    (operation, text) => {
      const target = { data: { k: 'v' }, list: ['e', 'f'] };
      expect(() => applyJsonPatch(target, [operation])).toThrow(text);
      const told =
        operation === 1 ? text : 'the server rejected our request due to an error in our request';
      expect(() => jsonPatch(target, [operation])).toThrow(told);
    },
  );

  it.each([
    [
      { op: 'replace', path: '/data/no', value: 1 },
      { data: { k: 'v', no: 1 }, list: ['e', 'f'] },
    ],
    [
      { op: 'copy', from: '/data/x', path: '/data/z' },
      { data: { k: 'v', z: null }, list: ['e', 'f'] },
    ],
    [
      { op: 'remove', path: '/list/-1' },
      { data: { k: 'v' }, list: ['e'] },
    ],
    [
      { op: 'test', path: '/data/no', value: null },
      { data: { k: 'v' }, list: ['e', 'f'] },
    ],
  ])('%j is accepted, as the real library accepts it', (operation, result) => {
    expect(jsonPatch({ data: { k: 'v' }, list: ['e', 'f'] }, [operation])).toEqual(result);
  });
});

describe('a strategic merge patch', () => {
  it('makes what it was made for', () => {
    fc.assert(
      fc.property(anyPod, anyPod, (a, b) => {
        expect(strategicMergePatch(a, createTwoWayMerge(a, b, pod), pod)).toEqual(b);
      }),
      { numRuns: 500 },
    );
  });

  it('merges containers by name and keeps the others', () => {
    const live = {
      spec: {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'b', image: 'y:1' },
        ],
      },
    };
    const patch = { spec: { containers: [{ name: 'b', image: 'y:2' }] } };
    expect(strategicMergePatch(live, patch, pod)).toEqual({
      spec: {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'b', image: 'y:2' },
        ],
      },
    });
  });

  it('obeys $patch, $retainKeys and $deleteFromPrimitiveList', () => {
    const live = {
      metadata: { finalizers: ['a', 'b'] },
      spec: {
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
        template: {
          spec: { containers: [{ name: 'a' }, { name: 'b' }], nodeSelector: { a: 'b' } },
        },
      },
    };
    const patch = {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] },
      spec: {
        strategy: { $retainKeys: ['type'], type: 'Recreate' },
        template: {
          spec: {
            containers: [{ name: 'a', $patch: 'delete' }],
            nodeSelector: { $patch: 'replace', c: 'd' },
          },
        },
      },
    };
    expect(strategicMergePatch(live, patch, deployment)).toEqual({
      metadata: { finalizers: ['b'] },
      spec: {
        strategy: { type: 'Recreate' },
        template: { spec: { containers: [{ name: 'b' }], nodeSelector: { c: 'd' } } },
      },
    });
  });

  it('refuses an element without its merge key', () => {
    const patch = { spec: { containers: [{ image: 'x' }] } };
    const patching = () => strategicMergePatch({ spec: { containers: [] } }, patch, pod);
    expect(patching).toThrow(ApiError);
    expect(patching).toThrow('map: map[image:x] does not contain declared merge key: name');
  });

  it('made three ways, changes what is asked, deletes what is no more asked and keeps what others added', () => {
    const lastApplied = {
      spec: {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'old', image: 'o' },
        ],
      },
    };
    const modified = { spec: { containers: [{ name: 'a', image: 'x:2' }] } };
    const live = {
      spec: {
        containers: [
          { name: 'a', image: 'x:1', imagePullPolicy: 'Always' },
          { name: 'old', image: 'o' },
          { name: 'injected', image: 'proxy' },
        ],
      },
    };
    const patch = createThreeWayMerge(lastApplied, modified, live, pod);
    expect(patch).toEqual({
      spec: {
        '$setElementOrder/containers': [{ name: 'a' }],
        containers: [
          { name: 'a', image: 'x:2' },
          { name: 'old', $patch: 'delete' },
        ],
      },
    });
    expect(strategicMergePatch(live, patch, pod)).toEqual({
      spec: {
        containers: [
          { name: 'a', image: 'x:2', imagePullPolicy: 'Always' },
          { name: 'injected', image: 'proxy' },
        ],
      },
    });
  });
});
