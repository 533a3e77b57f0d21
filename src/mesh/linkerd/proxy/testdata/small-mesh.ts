/** A few pods with a proxy each, on a real network, and a control plane that says what a test tells it to. */
import { runToEnd } from '#cluster/clock/pump.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createNetwork } from '#cluster/network/network.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { ListenOptions, Server, Stack } from '#cluster/network/stack.ts';
import { createFiles } from '#process/memory-files.ts';
import { serviceAnswer } from '#mesh/linkerd/link.ts';
import { createMesh, type MeshHost } from '#mesh/linkerd/mesh.ts';
import type {
  DestinationProfile,
  Endpoint,
  InboundServer,
  OutboundPolicy,
} from '#mesh/linkerd/proxy-api.ts';
import { proxyImage } from '#mesh/linkerd/proxy/image.ts';
import { createRootCa, issueLeaf } from '#mesh/linkerd/tls/ca.ts';
import { anybody, get, identityOf, responseOf } from './shop.ts';

const start = Date.UTC(2026, 10, 30, 12);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const control = '10.244.1.250';
const names = ['identity', 'dst', 'policy'].map((name) => `${name}.linkerd.svc.cluster.local`);

/** What the doubles of the control plane answer; a change of any takes effect with the next question. */
interface Told {
  endpoints: Map<string, readonly Endpoint[]>;
  profiles: Map<string, DestinationProfile>;
  outbound: Map<string, OutboundPolicy>;
  inbound: Map<string, InboundServer>;
  revision: number;
}

export function createSmallMesh(seed = 7) {
  const clock = createClock(start);
  const random = createRandom(seed);
  const api = { list: () => [], watch: () => () => {} };
  const network = createNetwork({ api, clock, random });
  network.addNode({ ip: '172.18.0.2', name: 'kind-worker' });
  const cluster = { clock, random, network };
  // Proxies need nothing of it but its network.
  const mesh = createMesh(cluster as MeshHost);
  const root = createRootCa('identity.linkerd.cluster.local', start, createRandom(seed));
  const told: Told = {
    endpoints: new Map(),
    profiles: new Map(),
    outbound: new Map(),
    inbound: new Map(),
    revision: 1,
  };
  const image = proxyImage(mesh);
  const addPod = (ip: string, name: string): Stack =>
    network.addPod({
      ip,
      host: name,
      namespace: 'shop',
      node: 'kind-worker',
      hosts: new Map(names.map((host) => [host, control])),
    });
  let serial = 1;
  const parts = { cluster, mesh, root, told, addPod, image };
  return {
    ...parts,
    clock,
    /** All that changes, but for the processes. */
    save: () => {
      const restores = [clock.save(), random.save(), network.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
    pass: (ms: number) => runToEnd(clock, clock.sleep(ms), { turn }),
    startControlPlane: () => startControlPlane(parts, () => serial++),
    /** A pod that serves, or not, without any proxy. */
    pod: (
      ip: string,
      name: string,
      server?: Server,
      options?: ListenOptions & { port?: number },
    ) => {
      const stack = addPod(ip, name);
      if (server) stack.listen(options?.port ?? 8080, server, options);
      return stack;
    },
    /** Redirects a pod's connections to a proxy, and starts it. */
    sidecar: (ip: string, account: string, env: Readonly<Record<string, string>> = {}) =>
      startSidecar(parts, { ip, account, env }),
  };
}

type Parts = Pick<
  ReturnType<typeof createSmallMesh>,
  'cluster' | 'mesh' | 'root' | 'told' | 'addPod' | 'image'
>;

function startControlPlane({ cluster, mesh, root, told, addPod }: Parts, nextSerial: () => number) {
  const { clock, random } = cluster;
  const stack = addPod(control, 'control');
  const pod = {
    namespace: 'linkerd',
    name: 'control',
    uid: 'control',
    ip: control,
    node: 'kind-worker',
  };
  const stops = [8080, 8086, 8090].map((port) =>
    stack.listen(port, () => serviceAnswer({ pod } as Container), { speaks: 'grpc' }),
  );
  const validity = { lifetimeMs: 86_400_000, skewMs: 20_000 };
  const revision = () => told.revision;
  mesh.identities.set(stack, {
    certify: ({ identity, token }) => {
      if (token !== `token of ${identity}`)
        return { code: 'InvalidArgument', message: 'no such token' };
      const request = { name: identity, serial: nextSerial(), now: clock.now(), validity };
      return { certificate: issueLeaf(root, request, random) };
    },
  });
  mesh.destinations.set(stack, {
    revision,
    get: (authority) => {
      const addresses = told.endpoints.get(authority);
      return addresses && { labels: {}, addresses };
    },
    getProfile: ({ ip, port }) =>
      told.profiles.get(`${ip}:${port}`) ?? {
        fullyQualifiedName: '',
        isOpaque: false,
        routes: [],
        destinationOverrides: [],
      },
  });
  mesh.policies.set(stack, {
    revision,
    inbound: ({ pod: name }, port) => told.inbound.get(`${name}:${port}`) ?? anybody,
    outbound: ({ ip, port }) => told.outbound.get(`${ip}:${port}`),
  });
  return {
    stop: () => {
      for (const stop of stops) stop();
      for (const services of [mesh.identities, mesh.destinations, mesh.policies])
        services.delete(stack);
      cluster.network.removePod(control);
    },
  };
}

interface Sidecar {
  readonly ip: string;
  readonly account: string;
  readonly env: Readonly<Record<string, string>>;
}

function startSidecar({ cluster, root, image }: Parts, { ip, account, env }: Sidecar) {
  const { clock, random, network } = cluster;
  const stack = network.pod(ip);
  if (!stack) throw new Error(`no pod at ${ip}`);
  const log: string[] = [];
  const exits: number[] = [];
  const identity = identityOf(account);
  const files = createFiles({ now: clock.now });
  files.write('/token', `token of ${identity}`);
  const container: Container = {
    name: 'linkerd-proxy',
    pod: { namespace: 'shop', name: stack.host, uid: stack.host, ip, node: 'kind-worker' },
    labels: {},
    serviceAccount: account,
    env: new Map(
      Object.entries({ ...environment(stack.host, identity, root.certificate.pem()), ...env }),
    ),
    files,
    network: stack,
    clock,
    random,
    log: (line) => log.push(line),
    exit: (code) => {
      exits.push(code);
      main?.kill();
    },
  };
  image.start?.(initArguments, { ...container, log: () => undefined, exit: () => undefined });
  const main: MainProcess | undefined = image.start?.(image.entrypoint ?? [], container);
  if (!main) throw new Error('no proxy');
  return { stack, log, exits, main };
}

const initArguments = [
  '/usr/lib/linkerd/linkerd2-proxy-init',
  '--incoming-proxy-port=4143',
  '--outgoing-proxy-port=4140',
  '--proxy-uid=2102',
  '--inbound-ports-to-ignore=4190,4191,4567,4568',
  '--outbound-ports-to-ignore=4567,4568',
];

function environment(pod: string, identity: string, anchors: string): Record<string, string> {
  const own = {
    LOG: 'warn,linkerd=info,hickory=error',
    DESTINATION_CONTEXT: `{"ns":"shop", "nodeName":"kind-worker", "pod":"${pod}"}`,
    DESTINATION_PROFILE_NETWORKS: '10.0.0.0/8',
    IDENTITY_LOCAL_NAME: identity,
    IDENTITY_TRUST_ANCHORS: anchors,
    IDENTITY_TOKEN_FILE: '/token',
    IDENTITY_SVC_ADDR: `${names[0]}.:8080`,
    DESTINATION_SVC_ADDR: `${names[1]}.:8086`,
    POLICY_SVC_ADDR: `${names[2]}.:8090`,
    TAP_SVC_NAME: 'tap',
  };
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => [`LINKERD2_PROXY_${name}`, value]),
  );
}

/** Metrics of a proxy, or those lines of them that match. */
export function metricsOf(stack: Stack, wanted = /./): readonly string[] {
  const request = get('/metrics');
  const outcome = stack.exchange(request, { ip: '127.0.0.1', port: 4191 });
  return responseOf(outcome)
    .body.split('\n')
    .filter((line) => wanted.test(line) && !line.includes('target_port="4191"'));
}
