import { expect, test } from 'vitest';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import type { Image } from '#cluster/kubelet/image.ts';
import type { Predicate } from '#schemas/predicate.ts';
import { createLook } from './evaluate.ts';
import type { Finding, Ran } from './world.ts';

/** Answers with how many requests it has had. */
const counter: Image = {
  name: 'counter',
  size: 10,
  programs: [],
  entrypoint: ['counter'],
  start: (_argv, { network }) => {
    let count = 0;
    const kill = network.listen(80, () => {
      count += 1;
      const body = `request ${count}`;
      return {
        type: 'response',
        response: { status: 200, headers: [], body, protocol: 'HTTP/1.1' },
        elapsed: 1,
      };
    });
    const save = () => {
      const saved = count;
      return () => {
        count = saved;
      };
    };
    return { kill, save };
  },
};

function deploy(cluster: Cluster, name: string): void {
  const labels = { app: name };
  cluster.api.create('deployments.apps', {
    metadata: { namespace: 'default', name, labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: 'counter', ports: [{ containerPort: 80 }] }] },
      },
    },
  });
}

function openShop(): Cluster {
  const start = Date.parse('2026-01-05T09:00:00Z');
  const cluster = createCluster({ seed: 1, start, images: [counter], loadBalancer: true });
  deploy(cluster, 'web');
  deploy(cluster, 'client');
  cluster.api.create('services', {
    metadata: { namespace: 'default', name: 'web' },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  cluster.clock.advance(30_000);
  return cluster;
}

/** For those that change nothing in it. */
const shop = openShop();

const ran: Ran[] = [
  { program: 'kubectl', args: ['get', 'pods', '-ojson'], exitCode: 0 },
  { program: 'istioctl', args: ['authn', 'tls-check', '--context=a'], exitCode: 64 },
];

function look(cluster: Cluster, predicate: Predicate): Finding {
  const hasFile = (path: string) => path === 'web.yaml';
  const sight = createLook({ ...cluster, hasFile, ran });
  const finding = sight.at(predicate);
  sight.end();
  return finding;
}

const web = { resource: 'deployments.apps', namespace: 'default', name: 'web' };

test('objects are judged by what is at their paths, and what is missing is told', () => {
  const cases: [Predicate, boolean, string][] = [
    [{ objects: web }, true, 'deployments.apps/web dans le namespace default : 1 trouvé'],
    [
      { objects: { ...web, name: 'shop' } },
      false,
      'deployments.apps/shop dans le namespace default : introuvable',
    ],
    [
      { objects: { ...web, where: [{ path: '.status.availableReplicas', is: 3 }] } },
      false,
      'Deployment web (default) : .status.availableReplicas vaut « 2 », « 3 » est attendu',
    ],
    [
      { objects: { resource: 'pods', labels: 'app=web', exactly: 3 } },
      false,
      'pods (app=web) : 2 trouvés, 3 attendus',
    ],
    [
      {
        objects: {
          resource: 'pods',
          labels: 'app=web',
          every: [{ path: '.spec.containers[*].name', contains: 'web' }],
        },
      },
      true,
      'pods (app=web) : 2 trouvés',
    ],
    [
      { objects: { resource: 'virtualservices.networking.istio.io' } },
      false,
      'le cluster ne connaît pas encore le type virtualservices.networking.istio.io',
    ],
  ];
  for (const [predicate, holds, words] of cases) {
    expect(look(shop, predicate)).toEqual({ holds, words: [words] });
  }
});

test.each([
  [{ path: '.spec.replicas', exists: false }, '.spec.replicas vaut « 2 », rien n’est attendu'],
  [{ path: '.metadata.labels.app', lacks: 'web' }, '« web » ne doit pas s’y trouver'],
  [{ path: '.spec.replicas', atLeast: 3 }, 'il faut au moins 3'],
  [{ path: '.spec.replicas', atMost: 1 }, 'il faut au plus 1'],
  [{ path: '.spec.paused', is: true }, '.spec.paused est absent, « true » est attendu'],
])('the condition %j is told where it is not met', (condition, words) => {
  const { holds, words: told } = look(shop, { objects: { ...web, where: [condition] } });
  expect(holds).toBe(false);
  expect(told.join()).toContain(words);
});

const client = { namespace: 'default', labels: 'app=client' };

test('an exchange is judged by what its caller gets, and leaves no trace', () => {
  const cluster = shop;
  const toWeb = { from: client, to: 'http://web/' };
  expect(
    look(cluster, { exchange: { ...toWeb, gives: { status: 200, body: 'request 1' } } }),
  ).toEqual({ holds: true, words: ['GET http://web/ depuis app=client (default) : code 200'] });
  expect(look(cluster, { exchange: { ...toWeb, gives: { body: 'request 1' } } }).holds).toBe(true);
  expect(look(cluster, { exchange: { ...toWeb, gives: { failure: 'any' } } }).words[0]).toContain(
    'code 200, alors que l’appel doit échouer',
  );
  expect(
    look(cluster, { exchange: { from: client, to: 'http://shop/', gives: { status: 200 } } })
      .words[0],
  ).toContain('nom introuvable, et non le code 200');
});

test('the learner’s machine reaches a Service by its external address', () => {
  const through = { namespace: 'default', name: 'web' };
  const exchange = { from: 'laptop', to: 'http://shop.example/', gives: { status: 200 } } as const;
  expect(look(shop, { exchange: { ...exchange, through } }).holds).toBe(true);
  expect(look(shop, { exchange }).holds).toBe(false);
});

test('an exchange is encrypted when the caller’s proxy makes it so, and shows who it is', () => {
  const cluster = openShop();
  const identity = 'spiffe://cluster.local/ns/default/sa/client';
  const web = 'spiffe://cluster.local/ns/default/sa/web';
  const exchange = { from: client, to: 'http://web/', gives: { encrypted: true } };
  expect(look(cluster, { exchange }).words[0]).toContain('l’appel circule en clair');
  for (const { metadata, status } of cluster.api.list('pods', { namespace: 'default' })) {
    const stack = cluster.network.pod(status?.podIP ?? '');
    if (metadata.labels?.['app'] === 'client') {
      stack?.intercept({
        outbound: (request, to, next, options) =>
          next(request, to, { ...options, tls: { serverName: 'web', identity } }),
      });
    } else {
      stack?.intercept({
        terminate: () => ({ identity: web }),
        inbound: (request, { destination }, next) => next(request, destination, {}),
      });
    }
  }
  const gives = { status: 200, encrypted: true, clientIdentity: identity, serverIdentity: web };
  expect(look(cluster, { exchange: { ...exchange, gives } })).toMatchObject({ holds: true });
  const other = { ...gives, serverIdentity: 'spiffe://cluster.local/ns/default/sa/other' };
  expect(look(cluster, { exchange: { ...exchange, gives: other } }).words[0]).toContain(
    'l’appelé n’est pas reconnu comme',
  );
});

test.each<[Predicate, boolean]>([
  [{ ran: { program: 'kubectl', words: ['get', 'pods'] } }, true],
  [{ ran: { program: 'kubectl', words: ['pods', 'get'] } }, false],
  [{ ran: { program: 'kubectl', flags: [{ names: ['--output', '-o'], value: 'json' }] } }, true],
  [{ ran: { program: 'kubectl', flags: [{ names: ['--output', '-o'], value: 'yaml' }] } }, false],
  [{ ran: { program: 'istioctl', flags: [{ names: ['--context'] }], exitCode: 64 } }, true],
  [{ ran: { program: 'istioctl', words: ['authn'], exitCode: 0 } }, false],
  [{ file: 'web.yaml' }, true],
  [{ file: 'shop.yaml' }, false],
  [{ not: { file: 'shop.yaml' } }, true],
  [{ any: [{ file: 'shop.yaml' }, { file: 'web.yaml' }] }, true],
  [{ all: [{ file: 'shop.yaml' }, { file: 'web.yaml' }] }, false],
])('%j is %s', (predicate, holds) => {
  expect(look(shop, predicate).holds).toBe(holds);
});

test('what is to be said is said while the predicate does not hold', () => {
  const predicate = { file: 'shop.yaml', say: 'Le fichier shop.yaml n’est pas encore écrit.' };
  expect(look(shop, predicate).words).toEqual([predicate.say]);
  expect(look(shop, { not: predicate }).holds).toBe(true);
  expect(look(shop, { any: [predicate, { file: 'b' }] }).words).toEqual([
    'Le fichier shop.yaml n’est pas encore écrit., ou ~/b : introuvable',
  ]);
});

test('a port of the learner’s machine is served as long as a program does', () => {
  const cluster = openShop();
  const seen = () => look(cluster, { serves: 8080 }).holds;
  expect(seen()).toBe(false);
  const stop = cluster.network.machine.serve(8080, () =>
    Promise.resolve({ type: 'failure', failure: { reason: 'reset' }, elapsed: 0 }),
  );
  expect(seen()).toBe(true);
  stop();
  expect(seen()).toBe(false);
});
