/** A few pods with an Envoy each, on a real network. */
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { respond } from '#cluster/network/headers.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { createNetwork } from '#cluster/network/network.ts';
import type { ExchangeOptions, Server, Stack } from '#cluster/network/stack.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { createEnvoy } from '#mesh/istio/envoy/create-envoy.ts';
import type { SecretSource } from '#mesh/istio/envoy/envoy.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';
import { loadLateParts } from '#mesh/istio/late-parts.ts';

// A page loads them with the first object that needs them.
await loadLateParts();

const start = Date.UTC(2026, 10, 25, 4);
export function createSmallMesh(seed = 7) {
  const clock = createClock(start);
  const random = createRandom(seed);
  const api = { list: () => [], watch: () => () => {} };
  const network = createNetwork({ api, clock, random });
  network.addNode({ ip: '172.18.0.2', name: 'worker' });
  network.addNode({ ip: '172.18.0.3', name: 'worker2' });
  const addPod = (ip: string, host: string) =>
    network.addPod({
      ip,
      host,
      namespace: 'shop',
      node: ip.startsWith('10.244.1') ? 'worker' : 'worker2',
    });
  return {
    clock,
    network,
    random,
    /** A pod that serves, or not, without any proxy. */
    pod: (ip: string, host: string, server?: Server, port = 8080) => {
      const stack = addPod(ip, host);
      if (server) stack.listen(port, server);
      return stack;
    },
    /** The proxy of a pod that is there. */
    sidecar: (
      ip: string,
      identity: string,
      config?: ProxyConfig,
      known: Partial<ProxyNode> = {},
    ) => {
      const stack = network.pod(ip);
      if (!stack) throw new Error(`no pod at ${ip}`);
      const log: string[] = [];
      const node = { ...nodeOf(stack.host, ip, 'sidecar'), ...known };
      const envoy = createEnvoy({
        clock,
        random,
        stack,
        node,
        secrets: secretsOf(identity),
        log: (line) => log.push(line),
      });
      stack.intercept(envoy.hooks);
      if (config) envoy.apply(config);
      return { stack, envoy, log };
    },
    gateway: (ip: string, host: string, config: ProxyConfig, identity = 'gateway') => {
      const stack = addPod(ip, host);
      const log: string[] = [];
      const [node, secrets] = [nodeOf(host, ip, 'router'), secretsOf(identity)];
      const say = (line: string) => log.push(line);
      const envoy = createEnvoy({ clock, random, stack, node, secrets, log: say });
      envoy.apply(config);
      return { stack, envoy, log };
    },
  };
}

function nodeOf(host: string, ip: string, type: ProxyNode['type']): ProxyNode {
  return {
    type,
    id: `${host}.shop`,
    namespace: 'shop',
    ip,
    labels: {},
    serviceAccount: host,
    workloadName: host,
    node: 'worker',
    clusterId: 'Kubernetes',
    istioVersion: '1.31.1',
    revision: 'default',
  };
}

const certificates = new Map<string, Certificate>();

/** Of `account` or `account.namespace`. Texts that are no certificates: the proxy looks at the identity, and hashes the bytes. */
function secretsOf(account: string): SecretSource {
  const [name = '', namespace = 'shop'] = account.split('.');
  const identity = `spiffe://cluster.local/ns/${namespace}/sa/${name}`;
  const certificate: Certificate = certificates.get(identity) ?? {
    identity,
    dnsNames: [],
    serial: '01',
    notBefore: start,
    notAfter: start + 86_400_000,
    isAuthority: false,
    issuers: [],
    pem: () => `-----BEGIN CERTIFICATE-----\n${btoa(identity)}\n-----END CERTIFICATE-----\n`,
    der: () => new TextEncoder().encode(identity),
  };
  certificates.set(identity, certificate);
  return (name: string) =>
    name === 'ROOTCA'
      ? ({ type: 'validation', trusted: [], lastUpdated: start } as const)
      : ({ type: 'certificate', certificate, lastUpdated: start } as const);
}

export function get(
  path: string,
  authority = 'web:80',
  headers: HttpRequest['headers'] = [],
): HttpRequest {
  return {
    method: 'GET',
    authority,
    path,
    headers: [['user-agent', 'curl/8.16.0'], ...headers],
    body: '',
    protocol: 'HTTP/1.1',
  };
}

/** Says who answered, and what it was asked. */
export function echo(name: string, elapsed = 1): Server {
  return (request, connection) =>
    respond(
      200,
      [['Content-Type', 'application/json']],
      JSON.stringify({
        name,
        from: connection.source.ip,
        authority: request.authority,
        path: request.path,
        headers: Object.fromEntries(request.headers),
      }),
      elapsed,
    );
}

export function responseOf(outcome: Outcome) {
  if (outcome.type === 'failure') throw new Error(JSON.stringify(outcome.failure));
  return outcome.response;
}

/** What curl prints with `-w '%{http_code}'`, or the failure. */
export function seen(outcome: Outcome): string {
  if (outcome.type === 'response') return `${outcome.response.status}`;
  const { failure } = outcome;
  return failure.reason === 'tls' ? `tls: ${failure.detail}` : failure.reason;
}

/** Through the client's stack, to the service's address: any address of port 80 will do. */
export function call(
  stack: Pick<Stack, 'exchange'>,
  request: HttpRequest = get('/'),
  options?: ExchangeOptions,
): Outcome {
  return stack.exchange(request, { ip: '10.96.0.20', port: 80 }, options);
}
