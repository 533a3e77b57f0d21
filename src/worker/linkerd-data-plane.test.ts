import { expect, test } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import { linkerd } from '#commands/linkerd/linkerd.ts';
import { runProgram } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { newCluster } from './course-cluster.ts';
import { emojivoto } from './outside/emojivoto.ts';
import { gatewayApi } from './outside/gateway-api.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const start = Date.parse('2026-11-23T09:00:00Z');

const server = `apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: voting-grpc, namespace: emojivoto }
spec:
  podSelector: { matchLabels: { app: voting-svc } }
  port: grpc
  proxyProtocol: gRPC
`;

/** A cluster with Linkerd, and Emojivoto in it. */
async function emojivotoInTheMesh() {
  const cluster = newCluster({ seed: 1, start, loadBalancer: true, turn });
  const { clock, fetch, random } = cluster;
  const programs = { kubectl: kubectl({ fetch }), linkerd: linkerd({ fetch, random }) };
  const run = async (line: string, stdin = '') => {
    const [name = '', ...args] = line.split(' ');
    const program = name === 'linkerd' ? programs.linkerd : programs.kubectl;
    const files = createFiles({ now: clock.now });
    const work = runProgram(program, [name, ...args], {
      time: clock,
      files,
      stdin,
      isTerminal: false,
    });
    await runToEnd(clock, work, { turn });
    return await work;
  };
  const apply = async (yaml: string) => {
    const { code, stderr } = await run('kubectl apply -f -', yaml);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };
  const pass = (ms: number) => runToEnd(clock, clock.sleep(ms), { turn });
  const metrics = async (deployment: string, wanted: RegExp) => {
    const { stdout } = await run(
      `linkerd diagnostics proxy-metrics -n emojivoto deploy/${deployment}`,
    );
    return stdout.split('\n').filter((line) => wanted.test(line));
  };
  await apply(gatewayApi('v1.2.1'));
  await apply((await run('linkerd install --crds')).stdout);
  await apply((await run('linkerd install')).stdout);
  await run('kubectl wait --for=condition=Available deployment --all -n linkerd --timeout=120s');
  const injected = '  name: emojivoto\n  annotations: { linkerd.io/inject: enabled }\n';
  await apply(emojivoto().replace('  name: emojivoto\n', injected));
  await run('kubectl wait --for=condition=Available deployment --all -n emojivoto --timeout=120s');
  return { cluster, run, apply, pass, metrics };
}

const identity = (account: string) =>
  `${account}.emojivoto.serviceaccount.identity.linkerd.cluster.local`;

test('Emojivoto votes through proxies that certify, discover, encrypt, count and refuse', async () => {
  const { cluster, run, apply, pass, metrics } = await emojivotoInTheMesh();
  const pods = await run('kubectl get pods -n emojivoto --no-headers');
  expect(pods.stdout.match(/ 2\/2 +Running/g)).toHaveLength(4);
  await pass(60_000);

  const toVoting = await metrics(
    'web',
    /^response_total\{direction="outbound",authority="voting-svc/,
  );
  expect(
    toVoting.every((line) => line.includes(`tls="true",server_id="${identity('voting')}"`)),
  ).toBe(true);
  const failed = toVoting.filter((line) =>
    line.includes('status_code="200",classification="failure",grpc_status="2"'),
  );
  expect(failed).toHaveLength(1);
  const toWeb = await metrics(
    'vote-bot',
    /^response_total\{direction="outbound".*status_code="500"/,
  );
  expect(toWeb[0]?.replace(/.* /, '')).toBe(failed[0]?.replace(/.* /, ''));
  const admin = await metrics('web', /^response_total\{.*target_port="4191".*route_name="probe"/);
  expect(admin[0]).toContain('authz_group="",authz_kind="default",authz_name="probe"');

  const restore = cluster.save();
  const later = async () => {
    await pass(20_000);
    return await metrics('web', /./);
  };
  const once = await later();
  restore();
  expect(await later()).toEqual(once);

  await apply(server);
  await pass(3000);
  const log = await run('kubectl logs -n emojivoto deploy/voting -c linkerd-proxy --tail 2');
  expect(log.stdout).toContain(
    `inbound:server{port=8080}: linkerd_app_inbound::policy::http: Request denied server.group=policy.linkerd.io server.kind=server server.name=voting-grpc route.group= route.kind=default route.name=default client.tls=Some(Established { client_id: Some(ClientId(Dns(Name("${identity('web')}")))), negotiated_protocol: None })`,
  );
  const web = await run('kubectl logs -n emojivoto deploy/web -c web-svc --tail 1');
  expect(web.stdout).toMatch(
    /rpc error: code = PermissionDenied desc = client .*: unauthorized request on route\n$/,
  );
}, 60_000);
