import { expect, test } from 'vitest';
import type { KubeObject } from '#cluster/api/object.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { respond, withHeader } from './headers.ts';
import type { HttpRequest, Outcome } from './http.ts';
import { createNetwork } from './network.ts';
import type { Server } from './stack.ts';

const start = Date.UTC(2026, 0, 5, 9);

/** Objects that never change, listed by resource. */
function objects(of: Record<string, unknown[]>) {
  return {
    list: (resource: string) => (of[resource] ?? []) as never,
    watch: () => () => {},
  };
}

function service(name: string, spec: object, more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1', creationTimestamp: '' },
    spec,
    ...more,
  };
}

function slice(of: string, endpoints: object[], port: object = { port: 8080 }): KubeObject {
  const labels = { 'kubernetes.io/service-name': of };
  const name = `${of}-x`;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '',
      labels,
    },
    ports: [port],
    endpoints,
  };
}

function endpoint(ip: string, more: object = {}): object {
  return { addresses: [ip], nodeName: ip.startsWith('10.244.1') ? 'worker' : 'worker2', ...more };
}

function createShop(of: Record<string, unknown[]> = {}) {
  const clock = createClock(start);
  const network = createNetwork({ api: objects(of), clock, random: createRandom(7) });
  network.addNode({ ip: '172.18.0.2', name: 'worker' });
  network.addNode({ ip: '172.18.0.3', name: 'worker2' });
  const pod = (ip: string, host: string) =>
    network.addPod({
      ip,
      host,
      namespace: 'shop',
      node: ip.startsWith('10.244.1') ? 'worker' : 'worker2',
    });
  return {
    clock,
    network,
    client: pod('10.244.1.9', 'client'),
    a: pod('10.244.1.2', 'a'),
    b: pod('10.244.2.2', 'b'),
  };
}

const web = service('web', {
  clusterIP: '10.96.0.20',
  ports: [{ port: 80, nodePort: 30080 }],
});
const webSlice = slice('web', [endpoint('10.244.1.2'), endpoint('10.244.2.2')]);
const twoPods = { services: [web], 'endpointslices.discovery.k8s.io': [webSlice] };

function get(path = '/', authority = 'web'): HttpRequest {
  return { method: 'GET', authority, path, headers: [], body: '', protocol: 'HTTP/1.1' };
}

const says =
  (body: string): Server =>
  () =>
    respond(200, [], body);

function bodyOf(outcome: Outcome): string {
  return outcome.type === 'response' ? outcome.response.body : outcome.failure.reason;
}

test('a pod reaches another by its address, and learns how long it took', () => {
  const { client, a } = createShop();
  a.listen(8080, says('hello'));
  const outcome = client.exchange(get(), { ip: '10.244.1.2', port: 8080 });
  expect(bodyOf(outcome)).toBe('hello');
  expect(outcome.elapsed).toBeGreaterThan(0.1);
  expect(outcome.elapsed).toBeLessThan(1);
});

test('a port nobody listens on refuses, an address nobody has says so late', () => {
  const { client } = createShop();
  expect(bodyOf(client.exchange(get(), { ip: '10.244.1.2', port: 81 }))).toBe('refused');
  const neighbour = client.exchange(get(), { ip: '10.244.1.77', port: 80 });
  expect(neighbour).toMatchObject({ failure: { reason: 'no-route' }, elapsed: 3072 });
  expect(bodyOf(client.exchange(get(), { ip: '10.96.9.9', port: 80 }))).toBe('timeout');
  const impatient = client.exchange(get(), { ip: '10.96.9.9', port: 80 }, { timeoutMs: 2000 });
  expect(impatient).toMatchObject({ failure: { reason: 'timeout' }, elapsed: 2000 });
});

test('loopback reaches what the pod itself serves, other pods do not reach what is bound to it', () => {
  const { client, a } = createShop();
  a.listen(9000, says('admin'), { address: '127.0.0.1' });
  expect(bodyOf(a.exchange(get(), { ip: '127.0.0.1', port: 9000 }))).toBe('admin');
  expect(bodyOf(client.exchange(get(), { ip: '10.244.1.2', port: 9000 }))).toBe('refused');
});

test('a cluster IP spreads connections over the ready pods', () => {
  const { client, a, b } = createShop(twoPods);
  a.listen(8080, says('a'));
  b.listen(8080, says('b'));
  const seen = Array.from({ length: 400 }, () =>
    bodyOf(client.exchange(get(), { ip: '10.96.0.20', port: 80 })),
  );
  const share = seen.filter((body) => body === 'a').length;
  expect(share).toBeGreaterThan(150);
  expect(share).toBeLessThan(250);
});

test('a connection that is kept stays with its pod', () => {
  const { client, a, b } = createShop(twoPods);
  a.listen(8080, says('a'));
  b.listen(8080, says('b'));
  const first = client.exchange(get(), { ip: '10.96.0.20', port: 80 });
  const via = first.type === 'response' ? first.via : undefined;
  for (let n = 0; n < 20; n += 1) {
    const again = client.exchange(get(), { ip: '10.96.0.20', port: 80 }, { via });
    expect(bodyOf(again)).toBe(bodyOf(first));
  }
});

test('a Service without endpoints refuses, its other ports lead nowhere', () => {
  const { client } = createShop({ services: [web] });
  expect(bodyOf(client.exchange(get(), { ip: '10.96.0.20', port: 80 }))).toBe('refused');
  expect(bodyOf(client.exchange(get(), { ip: '10.96.0.20', port: 81 }))).toBe('timeout');
});

test('pods that are not ready get nothing, terminating ones serve where no other does', () => {
  const gone = { ready: false, serving: true, terminating: true };
  const { client, b } = createShop({
    services: [web],
    'endpointslices.discovery.k8s.io': [
      slice('web', [
        endpoint('10.244.1.2', { conditions: { ready: false, serving: false } }),
        endpoint('10.244.2.2', { conditions: gone }),
      ]),
    ],
  });
  b.listen(8080, says('b'));
  expect(bodyOf(client.exchange(get(), { ip: '10.96.0.20', port: 80 }))).toBe('b');
});

test('session affinity keeps a client with its pod', () => {
  const { client, a, b } = createShop({
    ...twoPods,
    services: [{ ...web, spec: { ...(web['spec'] as object), sessionAffinity: 'ClientIP' } }],
  });
  a.listen(8080, says('a'));
  b.listen(8080, says('b'));
  const seen = Array.from({ length: 20 }, () =>
    bodyOf(client.exchange(get(), { ip: '10.96.0.20', port: 80 })),
  );
  expect(new Set(seen).size).toBe(1);
});

test('a node port answers on every node, and shows the pod the node’s address', () => {
  const { network, a, b } = createShop(twoPods);
  const source: Server = (_, connection) => respond(200, [], connection.source.ip);
  a.listen(8080, source);
  b.listen(8080, source);
  const { machine } = network;
  expect(bodyOf(machine.exchange(get(), { ip: '172.18.0.3', port: 30_080 }))).toBe('172.18.0.3');
  expect(bodyOf(machine.exchange(get(), { ip: '172.18.0.2', port: 30_081 }))).toBe('refused');
  expect(bodyOf(machine.exchange(get(), { ip: '10.244.1.2', port: 8080 }))).toBe('timeout');
  expect(bodyOf(machine.exchange(get(), { ip: '10.96.0.20', port: 80 }))).toBe('timeout');
});

test('a load balancer’s address is reached from outside and from inside', () => {
  const balanced = { ...web, status: { loadBalancer: { ingress: [{ ip: '172.18.255.1' }] } } };
  const { network, client, a, b } = createShop({ ...twoPods, services: [balanced] });
  a.listen(8080, says('web'));
  b.listen(8080, says('web'));
  expect(bodyOf(network.machine.exchange(get(), { ip: '172.18.255.1', port: 80 }))).toBe('web');
  expect(bodyOf(client.exchange(get(), { ip: '172.18.255.1', port: 80 }))).toBe('web');
});

test('an internal policy of Local goes no farther than the node', () => {
  const local = { ...web, spec: { ...(web['spec'] as object), internalTrafficPolicy: 'Local' } };
  const { client, a, b } = createShop({ ...twoPods, services: [local] });
  a.listen(8080, says('a'));
  b.listen(8080, says('b'));
  for (let n = 0; n < 20; n += 1) {
    expect(bodyOf(client.exchange(get(), { ip: '10.96.0.20', port: 80 }))).toBe('a');
  }
});

test('what a network policy does not allow is dropped', () => {
  const pod = (name: string, podIP: string, labels: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '',
      labels,
    },
    spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { podIP },
  });
  const policy = (spec: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'p',
      namespace: 'shop',
      uid: 'p',
      resourceVersion: '1',
      creationTimestamp: '',
    },
    spec,
  });
  const pods = [
    pod('a', '10.244.1.2', { app: 'a' }),
    pod('b', '10.244.2.2', { app: 'b' }),
    pod('client', '10.244.1.9', { app: 'client' }),
  ];
  const namespaces = [{ metadata: { name: 'shop', labels: { team: 'x' } } }];
  const reach = (spec: object) => {
    const { a, b, client, network } = createShop({
      pods,
      namespaces,
      'networkpolicies.networking.k8s.io': [policy(spec)],
    });
    a.listen(8080, says('a'));
    const to = { ip: '10.244.1.2', port: 8080 };
    return [b, client, network.node('worker')].map(
      (stack) => stack && bodyOf(stack.exchange(get(), to)),
    );
  };
  const podSelector = { matchLabels: { app: 'a' } };
  expect(reach({ podSelector: { matchLabels: { app: 'b' } } })).toEqual(['a', 'a', 'a']);
  expect(reach({ podSelector })).toEqual(['timeout', 'timeout', 'a']);
  expect(reach({ podSelector, ingress: [{}] })).toEqual(['a', 'a', 'a']);
  const from = [{ podSelector: { matchLabels: { app: 'client' } } }];
  expect(reach({ podSelector, ingress: [{ from, ports: [{ port: 'http' }] }] })).toEqual([
    'timeout',
    'a',
    'a',
  ]);
  expect(reach({ podSelector, ingress: [{ from, ports: [{ port: 81, endPort: 8079 }] }] })).toEqual(
    ['timeout', 'timeout', 'a'],
  );
  expect(
    reach({
      podSelector,
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] }],
    }),
  ).toEqual(['a', 'a', 'a']);
  expect(
    reach({
      podSelector,
      ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.2.0/24'] } }] }],
    }),
  ).toEqual(['timeout', 'a', 'a']);
  expect(reach({ podSelector: { matchLabels: { app: 'b' } }, policyTypes: ['Egress'] })).toEqual([
    'timeout',
    'a',
    'a',
  ]);
});

test('names are found along the search list', () => {
  const { client, network } = createShop({
    services: [
      web,
      service('db', { clusterIP: 'None' }),
      service('far', { type: 'ExternalName', externalName: 'web.shop.svc.cluster.local' }),
    ],
    'endpointslices.discovery.k8s.io': [
      slice('db', [endpoint('10.244.1.2', { hostname: 'db-0' }), endpoint('10.244.2.2')]),
    ],
  });
  for (const name of [
    'web',
    'web.shop',
    'web.shop.svc',
    'web.shop.svc.cluster.local',
    'far',
    'WEB',
    'web.shop.svc.cluster.local.',
  ]) {
    expect([name, client.resolve(name)]).toEqual([name, ['10.96.0.20']]);
  }
  expect(client.resolve('db').toSorted()).toEqual(['10.244.1.2', '10.244.2.2']);
  expect(client.resolve('db-0.db')).toEqual(['10.244.1.2']);
  expect(client.resolve('10-244-2-2.db')).toEqual(['10.244.2.2']);
  expect(client.resolve('10-244-1-5.shop.pod.cluster.local')).toEqual(['10.244.1.5']);
  expect(client.resolve('client')).toEqual(['10.244.1.9']);
  expect(client.resolve('localhost')).toEqual(['127.0.0.1']);
  expect(client.resolve('1.2.3.4')).toEqual(['1.2.3.4']);
  for (const name of ['nobody', 'web.other', 'example.com', 'web.'])
    expect(client.resolve(name)).toEqual([]);
  expect(network.machine.resolve('web.shop.svc.cluster.local')).toEqual([]);
});

test('hooks of both ends see a request, and may change it, delay it or refuse it', () => {
  const { client, a } = createShop();
  a.listen(8080, (request) => respond(200, [], request.headers.map(([name]) => name).join()));
  const seen: string[] = [];
  client.intercept({
    outbound: (request, to, next) => {
      seen.push(`out ${to.ip}:${to.port}`);
      return next(withHeader(request, 'x-request-id', '1'), to);
    },
  });
  const stop = a.intercept({
    inbound: (request, connection, next) => {
      seen.push(`in ${connection.source.ip}`);
      const outcome = next(
        withHeader(request, 'x-forwarded-proto', 'http'),
        connection.destination,
      );
      return { ...outcome, elapsed: outcome.elapsed + 100 };
    },
  });
  const outcome = client.exchange(get(), { ip: '10.244.1.2', port: 8080 });
  expect(bodyOf(outcome)).toBe('x-request-id,x-forwarded-proto');
  expect(outcome.elapsed).toBeGreaterThan(100);
  expect(seen).toEqual(['out 10.244.1.2:8080', 'in 10.244.1.9']);
  stop();
  a.intercept({ inbound: () => ({ type: 'failure', failure: { reason: 'reset' }, elapsed: 0 }) });
  expect(bodyOf(client.exchange(get(), { ip: '10.244.1.2', port: 8080 }))).toBe('reset');
});

test('proxies speak TLS to each other, know each other, and the server hears plain text', () => {
  const { client, a } = createShop();
  a.listen(8080, (_, connection) => respond(200, [], connection.tls ? 'tls' : 'plain'));
  const peers: (string | undefined)[] = [];
  client.intercept({
    outbound: (request, to, next) => {
      const tls = { serverName: 'outbound_.8080_._.a', alpn: 'istio', identity: 'spiffe://client' };
      const outcome = next(request, to, { tls });
      peers.push(outcome.type === 'response' ? outcome.tls?.peerIdentity : outcome.failure.reason);
      return outcome;
    },
  });
  const plain = client.exchange(get(), { ip: '10.244.1.2', port: 8080 });
  expect(plain).toMatchObject({ failure: { reason: 'tls', detail: 'wrong version number' } });
  a.intercept({
    terminate: ({ alpn }) =>
      alpn === 'istio' ? { identity: 'spiffe://a', alpn: ['istio'] } : undefined,
    inbound: (request, connection, next) => {
      peers.push(connection.tls?.peerIdentity);
      return next(request, connection.destination, {});
    },
  });
  expect(bodyOf(client.exchange(get(), { ip: '10.244.1.2', port: 8080 }))).toBe('plain');
  expect(peers).toEqual(['tls', 'spiffe://client', 'spiffe://a']);
});

test('whoever watches the wire sees each message, what it set off first, and how it is encrypted', () => {
  const { network, client, a, b } = createShop();
  a.listen(80, (request) => b.exchange(request, { ip: a.ip, port: 8080 }));
  a.listen(8080, says('done'));
  const identity = 'spiffe://cluster.local/ns/shop/sa/client';
  b.intercept({
    outbound: (request, to, next, options) =>
      next(request, to, { ...options, tls: { serverName: 'a', identity } }),
  });
  const seen: unknown[] = [];
  const stop = network.watch(({ from, to, tls, outcome }) => {
    seen.push([from.name, to.port, tls?.identity, outcome.type]);
  });
  client.exchange(get(), { ip: a.ip, port: 80 });
  expect(seen).toEqual([
    ['b', 8080, identity, 'failure'],
    ['client', 80, undefined, 'failure'],
  ]);
  stop();
  client.exchange(get(), { ip: a.ip, port: 80 });
  expect(seen).toHaveLength(2);
});

test('a server of bytes and a client of HTTP, or the reverse, get what such ends get', () => {
  const { client, a } = createShop();
  const reply = (body: string): Outcome => ({
    type: 'response',
    response: { status: 0, headers: [], body, protocol: 'TCP' },
    elapsed: 0,
  });
  a.listen(6379, ({ body }) => reply(body.startsWith('PING') ? '+PONG\r\n' : '-ERR\r\n'), {
    speaks: 'tcp',
  });
  a.listen(8080, says('hello'));
  const bytes = (body: string): HttpRequest => ({ ...get(), method: '', protocol: 'TCP', body });
  const to = (port: number) => ({ ip: '10.244.1.2', port });
  expect(bodyOf(client.exchange(bytes('PING\r\n'), to(6379)))).toBe('+PONG\r\n');
  expect(bodyOf(client.exchange(get(), to(6379)))).toBe('not-http');
  expect(bodyOf(client.exchange(bytes('GET / HTTP/1.0\r\n\r\n'), to(8080)))).toBe(
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  );
  expect(client.exchange(bytes(''), to(8080)).type).toBe('response');
});

test('a program of the machine may answer later, to the machine alone', async () => {
  const { network } = createShop();
  const { machine } = network;
  const stop = machine.serve(8080, () => Promise.resolve(respond(200, [], 'forwarded')));
  expect(() => machine.serve(8080, () => Promise.reject(new Error()))).toThrow(/in use/);
  expect(bodyOf(await machine.request(get(), { ip: '127.0.0.1', port: 8080 }))).toBe('forwarded');
  const tls = { serverName: 'localhost' };
  const asTls = await machine.request(get(), { ip: '127.0.0.1', port: 8080 }, { tls });
  expect(asTls).toMatchObject({ failure: { reason: 'tls', detail: 'wrong version number' } });
  stop();
  expect(bodyOf(await machine.request(get(), { ip: '127.0.0.1', port: 8080 }))).toBe('refused');
  machine.serve(
    6443,
    (_, connection) => Promise.resolve(respond(200, [], connection.tls?.serverName ?? '')),
    {
      tls: { identity: 'api' },
    },
  );
  const secure = await machine.request(get(), { ip: '127.0.0.1', port: 6443 }, { tls });
  expect(secure).toMatchObject({ response: { body: 'localhost' }, tls: { peerIdentity: 'api' } });
});

test('a program of the machine that listens on every address is reached by each, and says where it leads', async () => {
  const { machine } = createShop().network;
  const forwards = { namespace: 'shop', pod: 'web', port: 80 };
  const stop = machine.serve(8080, () => Promise.resolve(respond(200, [], 'forwarded')), {
    address: '0.0.0.0',
    forwards,
  });
  expect(bodyOf(await machine.request(get(), { ip: '127.0.0.1', port: 8080 }))).toBe('forwarded');
  expect(bodyOf(await machine.request(get(), { ip: '::1', port: 8080 }))).toBe('refused');
  expect([machine.forwarding(8080), machine.forwarding(8081)]).toEqual([forwards, undefined]);
  stop();
  expect(machine.forwarding(8080)).toBeUndefined();
});

test('what is restored goes on as it did the first time', () => {
  const { network, client, a } = createShop(twoPods);
  a.listen(8080, says('a'));
  const restore = network.save();
  const run = () => {
    a.listen(9090, says('new'));
    return client.exchange(get(), { ip: '10.244.1.2', port: 9090 });
  };
  const first = run();
  network.removePod('10.244.1.2');
  restore();
  expect(a.listening()).toEqual([8080]);
  expect(network.pod('10.244.1.2')).toBe(a);
  const again = run();
  expect(again.type === 'response' && again.via?.source).toEqual(
    first.type === 'response' && first.via?.source,
  );
});
