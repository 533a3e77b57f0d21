import { beforeAll, expect, test } from 'vitest';
import { getPage } from './get-page.ts';
import { withEmojivoto } from './testdata/linkerd-meshed.ts';
import type { Machine } from './testdata/linkerd-machine.ts';

let machine: Machine;
let before: Awaited<ReturnType<Machine['run']>>;

const out = async (line: string): Promise<string> => (await machine.run(line)).stdout;

beforeAll(async () => {
  machine = await withEmojivoto();
  before = await machine.run('linkerd viz stat deploy -n emojivoto');
  await machine.run('linkerd viz install | kubectl apply -f -');
  await machine.run(
    'kubectl -n linkerd-viz wait --for=condition=Available deployment --all --timeout=180s',
  );
  await machine.pass(90_000);
}, 120_000);

test('without viz there is nobody to ask', () => {
  expect(before).toEqual({
    stdout: '',
    stderr: `Cannot connect to Linkerd Viz: namespace with label "linkerd.io/extension: viz" not found
Validate the install with: linkerd viz check
`,
    code: 1,
  });
});

test('stat tells what passed in a minute: calls, probes and scrapes', async () => {
  const rows: unknown = JSON.parse(await out('linkerd viz stat deploy -n emojivoto -o json'));
  const near = (value: number) => expect.closeTo(value, 1) as number;
  // A list and a vote each second, a failing one among seven; two probes in ten seconds, and a scrape.
  expect(rows).toMatchObject([
    { kind: 'deployment', name: 'emoji', success: 1, rps: near(2.3) },
    { name: 'vote-bot', success: 1, rps: near(0.3) },
    { name: 'voting', success: expect.closeTo(0.87, 1), rps: near(1.3) },
    { name: 'web', success: expect.closeTo(0.93, 1), rps: near(2.3) },
  ]);
  expect(await out('linkerd viz stat deploy/web -n emojivoto')).toMatch(
    /^NAME {3}MESHED {3}SUCCESS {6}RPS {3}LATENCY_P50 {3}LATENCY_P95 {3}LATENCY_P99 {3}TCP_CONN\nweb {7}1\/1 +\d\d\.\d\d% {3}2\.3rps +\dms +\dms +\dms +\d\n$/,
  );
  expect(await out('linkerd viz stat svc -n emojivoto')).toMatch(
    /^NAME.*\nemoji-svc +- +100\.00% .*\nvoting-svc +- +\d\d\.\d\d% .*\nweb-svc +- +\d\d\.\d\d% .*\n$/,
  );
  expect(await out('linkerd viz stat deploy -n emojivoto --to svc/voting-svc')).toMatch(
    /^NAME.*\nweb +1\/1 .*1\.0rps.*\n$/,
  );
}, 30_000);

test('edges are the connections that stand, and who holds them', async () => {
  expect(await out('linkerd viz edges deploy -n emojivoto -o wide')).toBe(
    `SRC          DST        SRC_NS        DST_NS      CLIENT_ID                SERVER_ID           SECURED
vote-bot     web        emojivoto     emojivoto   default.emojivoto        web.emojivoto       √      
web          emoji      emojivoto     emojivoto   web.emojivoto            emoji.emojivoto     √      
web          voting     emojivoto     emojivoto   web.emojivoto            voting.emojivoto    √      
prometheus   emoji      linkerd-viz   emojivoto   prometheus.linkerd-viz   emoji.emojivoto     √      
prometheus   vote-bot   linkerd-viz   emojivoto   prometheus.linkerd-viz   default.emojivoto   √      
prometheus   voting     linkerd-viz   emojivoto   prometheus.linkerd-viz   voting.emojivoto    √      
prometheus   web        linkerd-viz   emojivoto   prometheus.linkerd-viz   web.emojivoto       √      
`,
  );
}, 30_000);

test('authz tells by which rule it came', async () => {
  expect(await out('linkerd viz authz -n emojivoto deploy/voting')).toMatch(
    /^ROUTE {4}SERVER .*\ndefault {2}default:all-unauthenticated {2}default\/all-unauthenticated +0\.0rps .*\nprobe {4}default:all-unauthenticated {2}default\/probe +0\.0rps {2}100\.00% {2}0\.2rps .*\n$/,
  );
}, 30_000);

test('Prometheus answers whoever forwards its port', async () => {
  const query = `curl -s 'localhost:9090/api/v1/query' --data-urlencode 'query=count(up{job="linkerd-proxy"} == 1)'`;
  const answer = await out(
    `kubectl -n linkerd-viz port-forward svc/prometheus 9090 > /dev/null & sleep 1; ${query}; kill %1`,
  );
  expect(JSON.parse(answer)).toMatchObject({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: {}, value: [expect.any(Number), '12'] }] },
  });
}, 30_000);

test('the dashboard is served until it is stopped', async () => {
  const page = await out(
    'linkerd viz dashboard & sleep 1; curl -s localhost:50750/namespaces/emojivoto; curl -s localhost:50750/namespaces/emojivoto/deployments/web; linkerd viz dashboard || true; kill %1; wait; curl -s localhost:50750 || echo gone',
  );
  expect(page).toMatch(
    /^Linkerd dashboard available at:\nhttp:\/\/localhost:50750\nGrafana dashboard available at:\nhttp:\/\/localhost:50750\/grafana\nOpening Linkerd dashboard in the default browser\n<!DOCTYPE html>/,
  );
  expect(page).toMatch(/<th scope="row">web<\/th><td>1\/1<\/td><td>\d\d\.\d\d%<\/td>/);
  expect(page).toContain('<th scope="row">emojivoto/vote-bot</th><td>emojivoto/web</td>');
  const [, ofWeb = ''] = page.split('<h1>Deployment web</h1>');
  expect(ofWeb.match(/(?<=<th scope="row">)[^<]*/g)).toEqual([
    'web',
    'emojivoto/vote-bot',
    'emojivoto/web',
    'emojivoto/web',
    'linkerd-viz/prometheus',
  ]);
  expect(page).toMatch(/gone\n$/);
}, 30_000);

const reports = '/api/tps-reports?resource_type=deployment&namespace=linkerd-viz';

test('a page of the panel goes the whole way to the dashboard, and leaves no trace', async () => {
  const { cluster, run, pass } = machine;
  const restore = cluster.save();
  const whileServed = async (look: () => void): Promise<string> => {
    restore();
    const work = run('linkerd viz dashboard & sleep 5; kill %1');
    await pass(2_000);
    look();
    await work;
    await pass(20_000);
    return await out('linkerd viz stat deploy -n linkerd-viz -o json');
  };
  const unseen = await whileServed(() => undefined);
  const seen = await whileServed(() => {
    const page = getPage(cluster, `http://localhost:50750${reports}`);
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('"name":"web"') });
    const grafana = getPage(cluster, 'http://localhost:50750/grafana');
    expect(grafana).toEqual({ type: 'page', status: 404, body: '404 page not found\n' });
    for (const path of ['/api/tap', '/tap', '/namespaces/emojivoto/pods/web-1'])
      expect(getPage(cluster, `http://localhost:50750${path}`)).toMatchObject({
        status: 501,
        body: expect.stringContaining(`maillage: ${path} n’est pas simulé`),
      });
  });
  expect(seen).toBe(unseen);
}, 30_000);

test.each([
  ['http://localhost:50750/', 'connexion refusée'],
  ['https://localhost/', 'cette adresse n’est pas de votre poste'],
  ['http://10.96.0.1:443/', 'cette adresse n’est pas de votre poste'],
  ['nulle part', 'cette adresse n’est pas de votre poste'],
])('the panel gets nothing from %s', (url, reason) => {
  expect(getPage(machine.cluster, url)).toEqual({ type: 'failure', reason });
});

test('a cluster that goes back tells the same again', async () => {
  const { cluster, pass } = machine;
  const tell = async () => {
    await pass(20_000);
    return await out('linkerd viz stat pods -n emojivoto -o wide');
  };
  const restore = cluster.save();
  const first = await tell();
  restore();
  expect(await tell()).toBe(first);
}, 30_000);

test('pods that are older than viz cannot be tapped, and new ones can', async () => {
  const { run, cluster } = machine;
  const [old] = cluster.api.list('pods', { namespace: 'emojivoto', labels: 'app=web-svc' });
  expect(await run('linkerd viz tap -n emojivoto deploy/web')).toEqual({
    stdout: '',
    stderr: `no pods to tap for type="deployment" name="web"
1 pods found with tap not enabled:
	* ${old?.metadata.name}
restart these pods to enable tap and make them valid tap targets

`,
    code: 1,
  });
  await run('kubectl -n emojivoto rollout restart deploy');
  await run('kubectl -n emojivoto rollout status deploy --timeout=120s');
  await machine.pass(5000);
  expect(await out('linkerd viz list -n emojivoto')).toMatch(
    /^Pods with tap enabled:\n(\t\* emojivoto\/\S+\n){4}/,
  );
  const lines = (await out('linkerd viz tap -n emojivoto deploy/web --path /api | head -20')).split(
    '\n',
  );
  expect(lines).toHaveLength(21);
  const flow = String.raw`id=\d+:\d+ proxy=(in |out) src=\S+ dst=\S+:8080 tls=true`;
  const shapes = [
    `req ${flow} :method=(GET|POST) :authority=\\S+ :path=/api\\S*`,
    `rsp ${flow} :status=(200|500) latency=\\d+µs`,
    `end ${flow}( grpc-status=\\w+)? duration=\\d+µs response-length=\\d+B`,
    '',
  ];
  for (const line of lines) expect(line).toMatch(new RegExp(`^(${shapes.join('|')})$`));
  const voting = await out('timeout 4 linkerd viz tap -n emojivoto deploy/web --to deploy/voting');
  expect(voting).toMatch(/^req .*proxy=out .*:path=\/emojivoto\.v1\.VotingService\/Vote\w+\n/);
  expect(voting).not.toContain('ListAll');
}, 120_000);

test('a profile has a route for each path that is seen to come in', async () => {
  const line = 'linkerd viz profile -n emojivoto emoji-svc --tap deploy/emoji --tap-duration';
  const began = machine.cluster.clock.now();
  expect(await out(`${line} 3s`)).toBe(`apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata:
  name: emoji-svc.emojivoto.svc.cluster.local
  namespace: emojivoto
spec:
  routes:
  - condition:
      method: POST
      pathRegex: /emojivoto\\.v1\\.EmojiService/FindByShortcode
    name: POST /emojivoto.v1.EmojiService/FindByShortcode
  - condition:
      method: POST
      pathRegex: /emojivoto\\.v1\\.EmojiService/ListAll
    name: POST /emojivoto.v1.EmojiService/ListAll
`);
  expect(machine.cluster.clock.now() - began).toBeGreaterThanOrEqual(3000);
  const one = await out(`${line} 1m --tap-route-limit 1`);
  expect(one.match(/name: POST/g)).toHaveLength(1);
  expect((await machine.run(`${line} 1s --tap svc/emoji-svc`)).stderr).toMatch(
    /^Error: unsupported resource type \[service\]\nUsage:/,
  );
  expect((await machine.run('linkerd viz profile -n emojivoto emoji-svc')).stderr).toMatch(
    /^Error: The --tap flag must be specified\n/,
  );
}, 30_000);

test('top draws what passes over the whole screen, and leaves it as it was', async () => {
  const line = 'linkerd viz top -n emojivoto deploy/web --hide-sources';
  expect(await machine.run(line)).toMatchObject({
    stdout: '',
    stderr: expect.stringMatching(/^Error: open \/dev\/tty: no such device or address\n/) as string,
    code: 1,
  });
  const { stdout } = await machine.watch(line, 10_500);
  const [screen = ''] = stdout.split('\u001B[1;1H').slice(-1);
  const rows = screen
    .replaceAll('\u001B', '')
    .replaceAll(/\[[\d;]*[mKJ]/g, '')
    .split(/\[\d+;1H/);
  expect(rows.slice(0, 4)).toEqual([
    '(press q to quit)',
    '(press a/LeftArrowKey to scroll left, d/RightArrowKey to scroll right)',
    '',
    expect.stringMatching(/^Destination +Method +Path$/),
  ]);
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows.slice(4, -1))
    expect(row).toMatch(/^(?:emoji|voting|web)-\S+ +(?:GET|POST) +\//);
  // The prompt comes on a line of its own.
  expect(rows.at(-1)).toBe('');
}, 30_000);
