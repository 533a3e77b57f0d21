import { beforeEach, expect, test } from 'vitest';
import { hangMs, openSession, type Session } from './session.ts';

let session: Session;

beforeEach(() => {
  session = openSession();
});

const configMap = (name: string, rest = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;

/** Applies a text as a file, and tells how it went. */
function apply(text: string | Uint8Array): Promise<string> {
  session.write('f.yaml', text);
  return session.type('kubectl apply -f f.yaml');
}

const parsing = 'error: error parsing f.yaml: error converting YAML to JSON: yaml:';

// 31 and 33: what kubectl 1.35 prints of the same texts, or refuses to follow.
test.each([
  ['a tab', 'a:\n\tb: 1', `${parsing} line 2: found character that cannot start any token\n[1]`],
  ['a bad indent', 'a:\n  b: 1\n c: 2', `${parsing} line 2: did not find expected key\n[1]`],
  ['an open quote', 'a: "x', `${parsing} line 2: found unexpected end of stream\n[1]`],
  ['an open list', 'a: [1, 2', `${parsing} line 1: did not find expected ',' or ']'\n[1]`],
  ['two colons', 'a: b: c', `${parsing} mapping values are not allowed in this context\n[1]`],
  ['an absent anchor', 'a: *x', `${parsing} unknown anchor 'x' referenced\n[1]`],
  ['only a separator', '---\n', 'error: no objects passed to apply\n[1]'],
])('31: %s is told with its line, and nothing is applied', async (_, text, printed) => {
  expect(await apply(text)).toBe(printed);
});

test('32: a BOM and CRLF are accepted, NUL and half a surrogate pair are not', async () => {
  expect(await apply(`\ufeff${configMap('bom')}`)).toBe('configmap/bom created\n');
  expect(await apply(configMap('crlf').replaceAll('\n', '\r\n'))).toBe('configmap/crlf created\n');
  expect(await apply(configMap('n\u0000l'))).toBe(
    `${parsing} control characters are not allowed\n[1]`,
  );
  expect(await apply(configMap('"\\ud800"'))).toBe(
    `${parsing} line 4: found invalid Unicode character escape code\n[1]`,
  );
  expect(await apply(configMap('key', `data:\n  ${'k'.repeat(2_000)}: x\n`))).toContain(
    'must be no more than 253 bytes',
  );
});

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 8 }, (_, at) => {
    const [name, before] = ['bcdefghi'.charAt(at), 'abcdefghi'.charAt(at)];
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');

test.each([
  ['a bomb of aliases', bomb, `${parsing} document contains excessive aliasing\n[1]`],
  ['20,000 lists', `x: ${'['.repeat(20_000)}`, `${parsing} exceeded max depth of 10000\n[1]`],
  [
    '3,000 maps',
    `x: ${'{a: '.repeat(3_000)}1${'}'.repeat(3_000)}`,
    'maillage: un document imbriqué sur plus de 256 niveaux n’est pas simulé dans ce cours\n[1]',
  ],
  ['an anchor in itself', 'a: &a [*a]', /\[1\]$/],
])('33: %s is refused at once', async (_, text, printed) => {
  expect(await apply(text)).toMatch(
    typeof printed === 'string' ? new RegExp(`^${RegExp.escape(printed)}$`) : printed,
  );
});

test('34: a document of a megabyte is refused by its size, five hundred documents are applied', async () => {
  expect(await apply(configMap('big', `data:\n  x: ${'a'.repeat(1_100_000)}\n`))).toContain(
    'Too long: may not be more than 1048576 bytes',
  );
  const many = Array.from({ length: 500 }, (_, at) => configMap(`a${at}`)).join('---\n');
  expect((await apply(many)).match(/created/g)).toHaveLength(500);
});

test('34: twenty-five thousand items are read, or refused', async () => {
  const items = Array.from({ length: 25_000 }, (_, at) => `- {a: b, c: ${at}}`).join('\n');
  session.write('f.yaml', configMap('items', `x:\n${items}\n`));
  expect(await session.type('kubectl apply -f f.yaml', { withinMs: 2 * hangMs })).toContain(
    'strict decoding error: unknown field "x"',
  );
});

test.each(['null', '42', '"x"', '[]', '{}', '<html></html>', '{"kind": "List"}', 'kind: List'])(
  '35: %s is no object, and is refused',
  async (text) => {
    expect(await apply(text)).toMatch(/^error.*\n\[1\]$/s);
  },
);

test('35: the items of a List are applied one by one', async () => {
  const item = '{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}}';
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${item.replace('NAME', 'a')}\n- ${item.replace('NAME', 'Bad')}\n- ${item.replace('NAME', 'c')}\n`;
  const printed = await apply(list);
  expect(printed).toContain('configmap/a created\nconfigmap/c created\n');
  expect(printed).toContain('The ConfigMap "Bad" is invalid');
  expect(printed).toMatch(/\[1\]$/);
});

test.each([
  ['NO', 'bool'],
  ['off', 'bool'],
  ['0755', 'number'],
  ['1e3', 'number'],
  ['12:30:45', 'number'],
])('36: YAML 1.1 reads %s as a %s', async (value, type) => {
  expect(await apply(configMap('a', `data:\n  x: ${value}\n`))).toContain(
    `json: cannot unmarshal ${type} into Go struct field ConfigMap.data of type string`,
  );
});

test('36: a merge key is followed', async () => {
  await apply(configMap('a', 'data:\n  <<: &d {x: "1"}\n  z: "2"\n'));
  expect(await session.type("kubectl get cm a -o jsonpath='{.data}'")).toBe('{"x":"1","z":"2"}');
});

test.each([
  ['apiVersion: v9\nkind: Pod\nmetadata: {name: a}', 'no matches for kind "Pod" in version "v9"'],
  [
    'apiVersion: example.com/v1\nkind: Absent\nmetadata: {name: a}',
    'no matches for kind "Absent" in version "example.com/v1"\nensure CRDs are installed first',
  ],
  [configMap('a', 'dota: {}\n'), 'strict decoding error: unknown field "dota"'],
  [
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: "80"}]}',
    'json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
  ],
  [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {}',
    'spec.selector: Required value',
  ],
])(
  '37: a mistake of type or of field is told in the words of the server',
  async (text, message) => {
    expect(await apply(text)).toContain(message);
  },
);

const deployment = (replicas: string, app = 'web'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: ${replicas}\n  selector: {matchLabels: {app: ${app}}}\n  template:\n    metadata: {labels: {app: ${app}}}\n    spec: {containers: [{name: web, image: "nginx:1.28"}]}\n`;

test('38: applied twice, changed where it may not be, deleted twice', async () => {
  expect(await apply(deployment('1'))).toBe('deployment.apps/web created\n');
  expect(await apply(deployment('1'))).toBe('deployment.apps/web unchanged\n');
  expect(await apply(deployment('1', 'other'))).toMatch(/field is immutable\n\[1\]$/);
  expect(await session.type('kubectl delete deploy web')).toBe(
    'deployment.apps "web" deleted from default namespace\n',
  );
  expect(await session.type('kubectl delete deploy web')).toBe(
    'Error from server (NotFound): deployments.apps "web" not found\n[1]',
  );
  await session.type('kubectl create cm a; kubectl create cm b');
  expect(await session.type('kubectl delete cm --all')).toContain('configmap "b" deleted');
  await apply(configMap('c'));
  expect(
    await session.type(
      `kubectl patch cm c -p '{"metadata":{"resourceVersion":"1"},"data":{"x":"y"}}'`,
    ),
  ).toContain('Error from server (Conflict)');
});

test.each([
  ['-1', 'must be greater than or equal to 0'],
  ['1.5', 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas'],
  ['"3"', 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas'],
  ['99999999999', 'json: cannot unmarshal number 99999999999 into Go struct field'],
])('41: %s replicas are refused', async (replicas, message) => {
  expect(await apply(deployment(replicas))).toContain(message);
});
