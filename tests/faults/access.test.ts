import { beforeAll, expect, test } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;

beforeAll(() => {
  session = openSession();
});

// What the real kubectl 1.35 prints.
test.each([
  [
    "kubectl get pods --as='a–é'",
    'Error from server (Forbidden): pods is forbidden: User "a–é" cannot list resource "pods" in API group "" in the namespace "default"\n[1]',
  ],
  [
    "kubectl get pods --as=$'a\\x01b'",
    'Unable to connect to the server: net/http: invalid header field value for "Impersonate-User"\n[1]',
  ],
  [
    "kubectl get pods --as=x --as-group=$'g\\a'",
    'Unable to connect to the server: net/http: invalid header field value for "Impersonate-Group"\n[1]',
  ],
  [
    'kubectl get pods --as-group=g',
    'error: requesting uid, groups or user-extra for apprenant without impersonating a user\n[1]',
  ],
  [
    'kubectl auth whoami --as=é',
    'ATTRIBUTE   VALUE\nUsername    é\nGroups      [system:authenticated]\n',
  ],
])('whoever is impersonated: %s', async (line, printed) => {
  expect((await session.type(line)).replaceAll('kind-maillage', 'apprenant')).toBe(printed);
});

test.each([
  ['--as=system:serviceaccount:default', 'invalid port ":default" after host'],
  ['onpath={.items[?(@.x=="m")].a}', "missing ']' in host"],
  ['a b', 'invalid character " " in host name'],
  ['%', 'invalid URL escape "%"'],
])('the server %s is no address', async (server, reason) => {
  expect(await session.type(`kubectl get nodes -s '${server}'`)).toBe(
    `Unable to connect to the server: ${reason}\n[1]`,
  );
});

test('a raw path with half an escape is refused', async () => {
  expect(await session.type('kubectl get --raw /api/v1/%zz')).toBe(
    'error: --raw must be a valid URL path: parse "/api/v1/%zz": invalid URL escape "%zz"\n[1]',
  );
});

test.each([
  ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
  ['[', 'yaml: line 1: did not find expected node content'],
  [
    '[]',
    'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
  ],
])('a kubeconfig that says %j is refused', async (text, refusal) => {
  session.write('broken', text);
  expect(await session.type('kubectl --kubeconfig ~/broken config view')).toBe(
    `error: error loading config file "/home/apprenant/broken": ${refusal}\n[1]`,
  );
});
