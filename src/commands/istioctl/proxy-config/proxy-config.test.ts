import fc from 'fast-check';
import { expect, test } from 'vitest';
import { istioctl } from '#commands/istioctl/istioctl.ts';
import { createInstantTime, runProgram, type Ran } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { dump, moment } from './testdata/dump.ts';

function run(line: string, text = dump): Promise<Ran> {
  const time = createInstantTime(moment + 60_000);
  const files = createFiles({ now: time.now });
  files.write('/dump.json', text);
  const program = istioctl({ fetch: () => Promise.reject(new Error('no cluster')) });
  return runProgram(program, ['istioctl', ...line.split(' ')], { time, files, stdin: text });
}

async function transcript(lines: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const line of lines) {
    const { stdout, stderr } = await run(line);
    parts.push(`$ istioctl ${line}\n${stdout}${stderr}`);
  }
  return parts.join('\n');
}

test('a dump of a file is shown as tables', async () => {
  const lines = [
    'pc cluster -f dump.json',
    'pc cluster -f dump.json --fqdn reviews --subset v1',
    'pc cluster -f dump.json --direction inbound',
    'pc listener -f dump.json',
    'pc listener -f dump.json --verbose=false',
    'pc listener -f dump.json --port 15006',
    'pc listener -f dump.json --type tcp --address 10.96.0.1',
    'pc route -f dump.json',
    'pc route -f dump.json --verbose=false',
    'pc route -f dump.json --name http.8080',
    'pc eds -f dump.json --status healthy',
    'pc secret -f dump.json',
    'pc bootstrap -f dump.json -o short',
    'pc all -f dump.json',
    'pc all -f dump.json --with-headers --fqdn agent --port 443 --name none',
    'x authz check -f dump.json',
  ];
  await expect(await transcript(lines)).toMatchFileSnapshot('./testdata/tables.golden');
});

test('messages keep what Envoy wrote, with the names of JSON', async () => {
  const json = await run('pc cluster -f dump.json --fqdn reviews --subset |9080|| -o json');
  expect(JSON.parse(json.stdout)).toEqual([
    {
      name: 'outbound|9080||reviews.default.svc.cluster.local',
      type: 'EDS',
      metadata: {
        filterMetadata: {
          istio: {
            config: '/apis/networking.istio.io/v1/namespaces/default/destination-rule/reviews',
          },
        },
      },
      outlierDetection: { consecutive5xx: 5 },
    },
  ]);
  const yaml = await run('pc listener -f dump.json --port 443 -o yaml');
  expect(yaml.stdout).toContain('- address:\n    socketAddress:\n      address: 10.96.0.1\n');
  const bootstrap = await run('pc bootstrap -f -');
  expect(bootstrap.stdout).toContain('"ISTIO_VERSION": "1.31.1"');
  expect((await run('pc all -f dump.json -o json')).stdout).toBe(`${dump}\n`);
});

test.each([
  ['pc route', 'route requires pod name or --file parameter'],
  ['pc endpoint web -f dump.json', 'endpoints requires pod name or --file parameter'],
  ['pc cluster -f none.json', 'open none.json: no such file or directory'],
  ['pc cluster -f dump.json -o wide', 'output format "wide" not supported'],
  [
    'pc ecds -f dump.json',
    'config dump has no configuration type type.googleapis.com/envoy.admin.v3.EcdsConfigDump',
  ],
  ['x authz check', 'expecting pod name or config dump, found: 0'],
  ['x authz check a b', 'check requires only <pod-name>[.<pod-namespace>]'],
  [
    'x authz check -f none.json',
    'failed to get config dump from file none.json: open none.json: no such file or directory',
  ],
  ['x describe pod', 'expecting pod name'],
  ['x describe service', 'expecting service name'],
  ['x describe node', 'unknown resource type "node"'],
])('%s', async (line, error) => {
  const { stderr, code } = await run(line);
  expect({ last: stderr.trimEnd().split('\n').at(-1), code }).toEqual({
    last: `Error: ${error}`,
    code: 1,
  });
});

/** Puts a value of any shape somewhere in a dump. */
function damaged(places: readonly number[], value: unknown): string {
  const whole: unknown = JSON.parse(dump);
  let at = whole;
  for (const [depth, place] of places.entries()) {
    if (typeof at !== 'object' || at === null) break;
    const keys = Object.keys(at);
    const key = keys[place % Math.max(1, keys.length)];
    if (key === undefined) break;
    if (depth === places.length - 1) Reflect.set(at, key, value);
    else at = Reflect.get(at, key);
  }
  return JSON.stringify(whole);
}

test('a dump of any shape is shown or refused, and never breaks the program', async () => {
  const lines = fc.constantFrom(
    'pc cluster -f dump.json',
    'pc listener -f dump.json',
    'pc listener -f dump.json -o yaml',
    'pc route -f dump.json',
    'pc endpoint -f dump.json',
    'pc eds -f dump.json',
    'pc secret -f dump.json',
    'pc bootstrap -f dump.json -o short',
    'pc ecds -f dump.json -o json',
    'pc all -f dump.json',
    'x authz check -f dump.json',
  );
  const places = fc.array(fc.nat(20), { minLength: 1, maxLength: 14 });
  const texts = fc.oneof(
    fc.tuple(places, fc.jsonValue()).map((pair) => damaged(...pair)),
    fc.json(),
  );
  await fc.assert(
    fc.asyncProperty(lines, texts, async (line, text) => {
      const { code, stderr } = await run(line, text);
      expect([stderr === '', code]).toEqual(code === 0 ? [true, 0] : [false, 1]);
    }),
    { numRuns: 300 },
  );
}, 20_000);
