import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';

const plain = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';

/** What `kubectl kustomize .` prints, in either stream. */
async function build(files: Record<string, string>): Promise<string> {
  return (await run(files, [])).text;
}

async function run(files: Record<string, string>, options: readonly string[]) {
  const time = createClock(0);
  const disk = createFiles({ now: time.now });
  disk.makeFolder('/home', { parents: true });
  for (const [name, text] of Object.entries(files)) disk.write(`/home/${name}`, text);
  const output = createTextOutput();
  const work = kubectl({ fetch: () => Promise.reject(new Error('no cluster')) })({
    argv: ['kubectl', 'kustomize', '.', ...options],
    env: new Map([['HOME', '/home']]),
    cwd: '/home',
    files: disk,
    stdin: createTextInput(''),
    stdout: output,
    stderr: output,
    signal: new AbortController().signal,
    time,
  });
  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
  await runToEnd(time, work, { turn });
  await work;
  return { text: output.text(), disk };
}

const resources = 'resources: [a.yaml]\n';
const bomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 8 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}]`),
].join('\n');

/** The words of kubectl 1.35. */
test.each([
  [
    'a resource that is not YAML',
    { 'kustomization.yaml': resources, 'a.yaml': `${plain}data: x\n  a: b\n` },
    "error: accumulating resources: accumulating resources from 'a.yaml': MalformedYAMLError: yaml: line 5: mapping values are not allowed in this context in File: a.yaml\n",
  ],
  [
    'an unknown anchor',
    { 'kustomization.yaml': resources, 'a.yaml': `${plain}data: {a: *b}\n` },
    "error: accumulating resources: accumulating resources from 'a.yaml': MalformedYAMLError: yaml: unknown anchor 'b' referenced in File: a.yaml\n",
  ],
  [
    'a kustomization that is not YAML',
    { 'kustomization.yaml': 'a: b\n c: d\n' },
    'error: invalid Kustomization: yaml: line 2: mapping values are not allowed in this context\n',
  ],
  [
    'a kustomization that is a list',
    { 'kustomization.yaml': '[]\n' },
    'error: invalid Kustomization: json: cannot unmarshal array into Go value of type types.Kustomization\n',
  ],
  [
    'another kind and version',
    { 'kustomization.yaml': 'kind: Other\napiVersion: x\n' },
    'error: Failed to read kustomization file under /home:\nkind should be Kustomization or Component\napiVersion for Other should be kustomize.config.k8s.io/v1beta1\n',
  ],
  [
    'a JSON patch of a file for no target',
    {
      'kustomization.yaml': `${resources}patches: [{path: p.yaml}]\n`,
      'a.yaml': plain,
      'p.yaml': '- op: remove\n  path: /data\n',
    },
    'error: must specify a target for JSON patch [path: "p.yaml"]\n',
  ],
  [
    'literals without a value',
    { 'kustomization.yaml': 'configMapGenerator: [{name: g, literals: [ab, c=d]}]\n' },
    'error: loading KV pairs: literal sources [ab c=d]: invalid literal source ab, expected key=value\n',
  ],
  [
    'a patch of a file that is not YAML',
    {
      'kustomization.yaml': `${resources}patches: [{path: p.yaml}]\n`,
      'a.yaml': plain,
      'p.yaml': 'a: [b\n',
    },
    'error: trouble configuring builtin PatchTransformer with config: `\npath: p.yaml\n`: unable to parse SM or JSON patch from [path: "p.yaml"]\n',
  ],
])('refuses %s as the real one does', async (_, files, words) => {
  expect(await build(files)).toBe(words);
});

test('reads no more levels and follows no more aliases than kubectl apply does', async () => {
  const of = (text: string) => build({ 'kustomization.yaml': resources, 'a.yaml': plain + text });
  expect(await of(`data: {a: ${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`)).toMatch(
    /max depth of 10000|n’est pas simulé/,
  );
  expect(await of(`data: {a: ${'['.repeat(400)}${']'.repeat(400)}}\n`)).toMatch(
    /n’est pas simulé dans ce cours/,
  );
  expect(await of(`${bomb}\n`)).toMatch(/document contains excessive aliasing/);
});

const several = [
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: A1}',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}',
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "system:z"}',
].join('\n---\n');

test('writes a file an object into a folder, named by its namespace where there are several', async () => {
  const { text, disk } = await run({ 'kustomization.yaml': resources, 'a.yaml': several }, [
    '-o',
    '/home',
  ]);
  expect(text).toBe('');
  expect(disk.list('/home').filter((name) => name.includes('_'))).toEqual([
    'a1_v1_configmap_x.yaml',
    'default_v1_configmap_y.yaml',
    'rbac.authorization.k8s.io_v1_clusterrole_system:z.yaml',
  ]);
  expect(disk.readText('/home/default_v1_configmap_y.yaml')).toBe(
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "y"\n',
  );
});

test('writes all of them into a file', async () => {
  const { text, disk } = await run({ 'kustomization.yaml': resources, 'a.yaml': plain }, [
    '-o',
    'all.yaml',
  ]);
  expect(text).toBe('');
  expect(disk.readText('/home/all.yaml')).toBe(
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n',
  );
});
