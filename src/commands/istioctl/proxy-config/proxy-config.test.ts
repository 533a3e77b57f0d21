import { expect, test } from 'vitest';
import { istioctl } from '#commands/istioctl/istioctl.ts';
import { createInstantTime, runProgram, type Ran } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { dump, moment } from './testdata/dump.ts';

function run(line: string): Promise<Ran> {
  const time = createInstantTime(moment + 60_000);
  const files = createFiles({ now: time.now });
  files.write('/dump.json', dump);
  const program = istioctl({ fetch: () => Promise.reject(new Error('no cluster')) });
  return runProgram(program, ['istioctl', ...line.split(' ')], { time, files, stdin: dump });
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
