import { beforeAll, expect, test } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;

beforeAll(async () => {
  session = openSession();
  await session.type('kubectl create cm a; kubectl create cm b');
});

const key = 'kubectl.kubernetes.io/last-applied-configuration';
const annotate = (text: string): string => `kubectl annotate --overwrite cm a ${key}='${text}'`;

// What the real kubectl 1.35 prints.
test.each([
  [
    '{',
    'error: yaml: line 1: did not find expected node content\n[1]',
    'error: unexpected end of JSON input\n[1]',
  ],
  ['x: y', 'x: true\n', "error: invalid character 'x' looking for beginning of value\n[1]"],
  ['[]', '[]\n', '[]'],
  ['', 'null\n', 'error: unexpected end of JSON input\n[1]'],
])(
  'view-last-applied shows an annotation %j that apply did not write',
  async (text, yaml, json) => {
    await session.type(annotate(text));
    expect(await session.type('kubectl apply view-last-applied cm a')).toBe(yaml);
    expect(await session.type('kubectl apply view-last-applied -o json cm a')).toBe(json);
  },
);

test.each(['{', '[]', 'x: y'])(
  'apply and diff refuse to go on from an annotation %j',
  async (text) => {
    await session.type(annotate(text));
    session.write('a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: z}\n');
    const applied = await session.type('kubectl apply -f a.yaml');
    expect(applied).toMatch(
      /^warning: error calculating patch from openapi v3 spec: invalid JSON document\nerror: error when applying patch:\n\nto:\nResource: "\/v1, Resource=configmaps"/,
    );
    expect(applied).toContain(
      `for: "a.yaml": error when patching "a.yaml": creating patch with:\noriginal:\n${text}\nmodified:\n{`,
    );
    expect(applied).toMatch(/\n\nfor: invalid JSON document\n\[1\]$/);
    const different = await session.type('kubectl diff -f a.yaml');
    expect(different).toContain('error: error when patching "a.yaml": creating patch with:\n');
    expect(different).toMatch(/\n\nfor: invalid JSON document\n\[2\]$/);
    expect(await session.type('kubectl apply edit-last-applied cm a')).toMatch(
      /^maillage: .* n’est pas simulé dans ce cours\n\[1\]$/,
    );
  },
);

test('a patch that the server refuses says that it was patching', async () => {
  session.write('b.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {x: yes}\n');
  const refused =
    'error when patching "b.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal bool into Go struct field ConfigMap.data of type string\n';
  expect(await session.type('kubectl apply -f b.yaml')).toContain(`\nfor: "b.yaml": ${refused}`);
  expect(await session.type('kubectl diff -f b.yaml')).toBe(
    `Error from server (BadRequest): ${refused}[2]`,
  );
});

test.each([
  ['{', 'Invalid JSON Patch'],
  ['a: b: c', 'Invalid JSON Patch'],
  ['42', 'Invalid JSON Patch'],
  ['{"a":', 'Invalid JSON Patch'],
  [
    '[]',
    'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
  ],
])('run refuses the overrides %j', async (text, refusal) => {
  expect(await session.type(`kubectl run x --image=nginx --overrides='${text}'`)).toBe(
    `error: ${refusal}\n[1]`,
  );
});
