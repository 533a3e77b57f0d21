import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, createCluster } from '#cluster/cluster.ts';
import { createFiles } from '#process/memory-files.ts';
import { completeKubectl } from './complete.ts';
import { TemplateFailure, messageOf, tellError } from './errors.ts';
import { goSort } from './go-sort.ts';
import { jsonPathPrinter } from './jsonpath/jsonpath.ts';
import { kubectl } from './kubectl.ts';
import { printJson } from './printers/go-json.ts';
import { printKyaml } from './printers/kyaml.ts';
import { printYaml } from './printers/yaml.ts';
import { templatePrinter } from './template/template.ts';
import { parseYaml } from './yaml-read.ts';

/** What the real kubectl v1.35.2 answered. */
function recorded<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8')) as T;
}

interface Run {
  stdout: string;
  stderr: string;
  code: number;
}

const noCluster = () => Promise.reject(new Error('no cluster'));

/** Runs a line on a machine that has only a kubeconfig. */
async function run(
  line: string,
  { kubeconfig, fetch = noCluster }: { kubeconfig?: string; fetch?: Cluster['fetch'] } = {},
): Promise<Run & { file: string }> {
  const files = createFiles({ now: () => 0 });
  files.makeFolder('/home', { parents: true });
  if (kubeconfig !== undefined) files.write('/home/cur', kubeconfig);
  const words = Array.from(line.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g), ([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const output = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTerminal: false,
    write: (data: string | Uint8Array) => {
      output[name] += typeof data === 'string' ? data : new TextDecoder().decode(data);
      return Promise.resolve();
    },
  });
  const code = await kubectl({ fetch })({
    argv: ['kubectl', ...words],
    env: new Map([
      ['HOME', '/home/learner'],
      ['KUBECONFIG', '/home/cur'],
    ]),
    cwd: '/home',
    files,
    stdin: { isTerminal: false, async *[Symbol.asyncIterator]() {} },
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    signal: new AbortController().signal,
    time: { now: () => start, sleep: () => Promise.resolve(), hold: (work) => work },
  });
  return { ...output, code, file: kubeconfig === undefined ? '' : files.readText('/home/cur') };
}

const start = Date.UTC(2026, 0, 1);

describe('without a cluster', () => {
  const cases = recorded<({ line: string } & Run)[]>('refusals.json');
  test.each(cases)('kubectl $line', async ({ line, stdout, stderr, code }) => {
    const ours = await run(line);
    const shown = stderr.length === 60 ? ours.stderr.slice(0, 60) : ours.stderr;
    expect({ stdout: ours.stdout, stderr: shown, code: ours.code }).toEqual({
      stdout,
      stderr,
      code,
    });
  });
});

test.each(['get pods -v=6', 'version --client -v 8'])(
  'kubectl %s would tell of its requests, and says that it does not',
  async (line) => {
    const { stdout, stderr, code } = await run(line);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toBe('maillage: « -v » de kubectl n’est pas simulé dans ce cours\n');
  },
);

describe('kubeconfig', () => {
  const { kubeconfig, cases } = recorded<{
    kubeconfig: string;
    cases: ({ line: string; file?: string } & Run)[];
  }>('config.json');
  test.each(cases)('kubectl $line', async ({ line, stdout, stderr, code, file }) => {
    expect(await run(line, { kubeconfig })).toEqual({
      stdout,
      stderr,
      code,
      file: file ?? kubeconfig,
    });
  });
});

describe('templates and paths', () => {
  const { object, cases } = recorded<{
    object: unknown;
    cases: { output: string; strict?: boolean; stdout: string; stderr: string }[];
  }>('templates.json');
  test.each(cases)('-o $output', ({ output, strict = false, stdout, stderr }) => {
    const format = output.slice(0, output.indexOf('='));
    const text = output.slice(output.indexOf('=') + 1);
    const options = { allowsMissingKeys: !strict, asJson: format === 'jsonpath-as-json' };
    let ours = { stdout: '', stderr: '' };
    try {
      const print = (format === 'go-template' ? templatePrinter : jsonPathPrinter)(text, options);
      ours.stdout = print(object);
    } catch (error) {
      ours = {
        stdout: error instanceof TemplateFailure ? error.output : '',
        stderr: tellError(error).text,
      };
    }
    expect(ours).toEqual({ stdout, stderr });
  });
});

describe('printing', () => {
  const value = recorded<unknown>('printed.json');
  test.each([
    ['yaml', printYaml],
    ['json', printJson],
    ['kyaml', printKyaml],
  ] as const)('%s', (format, print) => {
    const real = readFileSync(
      new URL(`testdata/printed.${format}.golden`, import.meta.url),
      'utf8',
    );
    expect(print(value)).toBe(real);
  });
});

test.each(recorded<{ text: string; refusal: string }[]>('yaml-mistakes.json'))(
  'reads or refuses the YAML $text',
  async ({ text, refusal }) => {
    let said = '';
    try {
      await parseYaml(text, { hold: async (work) => await work });
    } catch (error) {
      said = messageOf(error);
    }
    expect(said).toBe(refusal);
  },
);

test.each(recorded<{ keys: string; order: string }[]>('sorted.json'))(
  'leaves what is equal where Go does',
  ({ keys, order }) => {
    const items = keys.split(' ').map((key, index) => ({ key: Number(key), index }));
    const sorted = goSort(items, (a, b) => a.key < b.key);
    expect(sorted.map(({ index }) => index).join(' ')).toBe(order);
  },
);

describe('with a cluster', () => {
  let cluster: Cluster;
  const kubeconfig = `apiVersion: v1
kind: Config
current-context: a
clusters: [{name: a, cluster: {server: 'https://127.0.0.1:6443'}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
users: [{name: a, user: {}}]
`;

  beforeAll(() => {
    cluster = createCluster({ seed: 1, start, images: [] });
  });

  const ask = (line: string) => run(line, { kubeconfig, fetch: cluster.fetch });

  test('says that there is nothing', async () => {
    expect(await ask('get pods')).toMatchObject({
      stdout: '',
      stderr: 'No resources found in default namespace.\n',
      code: 0,
    });
  });

  test('parts kinds by an empty line, with their names in front', async () => {
    const { stdout } = await ask('get ns,sc --no-headers=false');
    expect(stdout).toMatch(/^NAME +STATUS +AGE\nnamespace\/default +Active +\S+\n/);
    expect(stdout).toContain('\n\nNAME');
  });

  test('tells a missing object and an unknown kind apart', async () => {
    expect((await ask('get svc nope')).stderr).toBe(
      'Error from server (NotFound): services "nope" not found\n',
    );
    expect((await ask('get nope')).stderr).toBe(
      'error: the server doesn\'t have a resource type "nope"\n',
    );
  });

  test('describes every kind that is there without a fault', async () => {
    const { stdout } = await ask('api-resources -o name --verbs=list,get');
    for (const kind of stdout.trim().split('\n')) {
      const described = await ask(`describe ${kind} -A`);
      expect([kind, described.code]).toEqual([kind, 0]);
    }
  });

  test('describes a Service', async () => {
    await expect((await ask('describe svc kubernetes')).stdout).toMatchFileSnapshot(
      './testdata/describe-service.golden',
    );
  });

  test('explains a field', async () => {
    const { stdout } = await ask('explain deploy.spec.strategy.type');
    expect(stdout).toMatch(
      /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nFIELD: type <string>\n/,
    );
  });

  test('completes commands, kinds, names and namespaces', async () => {
    const files = createFiles({ now: () => 0 });
    files.makeFolder('/home', { parents: true });
    files.write('/home/cur', kubeconfig);
    const complete = (...words: string[]) =>
      completeKubectl(
        {
          env: new Map([['KUBECONFIG', '/home/cur']]),
          cwd: '/home',
          files,
          signal: new AbortController().signal,
          time: { now: () => start, sleep: () => Promise.resolve(), hold: (work) => work },
        },
        { fetch: cluster.fetch },
        ['kubectl', ...words],
      );
    expect(await complete('ro')).toContain('rollout');
    expect(await complete('get', 'dep')).toContain('deployments.apps');
    expect(await complete('get', 'svc', 'k')).toEqual(['kubernetes']);
    expect(await complete('get', 'pods', '-n', 'kube')).toContain('kube-system');
    expect(await complete('get', 'pods', '--name')).toContain('--namespace=');
    expect(await complete('apply', '-f', '')).toBeUndefined();
  });
});
