import { expect, test } from 'vitest';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { images } from './images.ts';
import { loadImages } from './load-images.ts';

await loadImages();

const start = Date.UTC(2026, 0, 5, 9);

interface App {
  name: string;
  image: string;
  port?: number;
  env?: Readonly<Record<string, string>>;
  command?: readonly string[];
  labels?: Readonly<Record<string, string>>;
}

function deploy(
  { api }: Cluster,
  { name, image, env = {}, command, labels = { app: name } }: App,
): void {
  api.create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'main',
              image,
              env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
              ...(command && { command: [...command] }),
            },
          ],
        },
      },
    },
  });
}

function expose({ api }: Cluster, name: string, port: number, targetPort = port): void {
  api.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort }] },
  });
}

/** A request from a pod of that label. */
function ask({ api, network }: Cluster, label: string, url: string): Outcome & { body: string } {
  const [pod] = api.list('pods', { namespace: 'default', labels: `app=${label}` });
  const stack = network.pod(pod?.status?.podIP ?? '');
  if (!stack) throw new Error(`no pod ${label}`);
  const [, host = '', port = '80', path = '/'] = /^([^:/]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  const [ip = ''] = stack.resolve(host);
  const request: HttpRequest = {
    method: 'GET',
    authority: host,
    path,
    headers: [],
    body: '',
    protocol: 'HTTP/1.1',
  };
  const outcome = stack.exchange(request, { ip, port: Number(port) });
  return {
    ...outcome,
    body: outcome.type === 'response' ? outcome.response.body : outcome.failure.reason,
  };
}

const hub = 'registry.istio.io/release/examples-bookinfo';

function startBookinfo(): Cluster {
  const cluster = createCluster({ seed: 1, start, images });
  for (const name of ['details', 'ratings', 'productpage']) {
    deploy(cluster, {
      name: `${name}-v1`,
      image: `${hub}-${name}-v1:1.20.3`,
      labels: { app: name, version: 'v1' },
    });
    expose(cluster, name, 9080);
  }
  for (const version of ['v1', 'v2', 'v3']) {
    deploy(cluster, {
      name: `reviews-${version}`,
      image: `${hub}-reviews-${version}:1.20.3`,
      labels: { app: 'reviews', version },
    });
  }
  expose(cluster, 'reviews', 9080);
  deploy(cluster, {
    name: 'curl',
    image: 'curlimages/curl:8.16.0',
    command: ['/bin/sleep', 'infinity'],
  });
  cluster.clock.advance(120_000);
  return cluster;
}

test('Bookinfo runs in a cluster, and its reviews come from each version in turn', () => {
  const cluster = startBookinfo();
  expect(cluster.isSaveable()).toBe(true);
  const seen = new Map<string, number>();
  for (let n = 0; n < 300; n += 1) {
    const { body } = ask(cluster, 'curl', 'productpage:9080/productpage');
    expect(body).toContain('<title>Simple Bookstore App</title>');
    const version = /<u>(reviews-v\d)-[a-z0-9]+-[a-z0-9]{5}<\/u>/.exec(body)?.[1] ?? 'none';
    seen.set(version, (seen.get(version) ?? 0) + 1);
    cluster.clock.advance(20);
  }
  expect([...seen.keys()].toSorted()).toEqual(['reviews-v1', 'reviews-v2', 'reviews-v3']);
  for (const count of seen.values()) expect(count).toBeGreaterThan(60);
});

test('Bookinfo does the same again once it is restored', () => {
  const cluster = startBookinfo();
  const run = () =>
    Array.from({ length: 20 }, () => ask(cluster, 'curl', 'productpage:9080/productpage').body);
  const restore = cluster.save();
  const first = run();
  cluster.api.delete('deployments.apps', { namespace: 'default', name: 'reviews-v2' });
  cluster.clock.advance(60_000);
  run();
  restore();
  expect(run()).toEqual(first);
});

test('emojivoto votes in a cluster, on one connection to one pod', () => {
  const cluster = createCluster({ seed: 1, start, images });
  const emojivoto = 'docker.l5d.io/buoyantio/emojivoto';
  for (const name of ['emoji', 'voting']) {
    deploy(cluster, {
      name,
      image: `${emojivoto}-${name}-svc:v11`,
      labels: { app: `${name}-svc` },
      env: { GRPC_PORT: '8080', PROM_PORT: '8801' },
    });
    expose(cluster, `${name}-svc`, 8080);
  }
  const env = {
    WEB_PORT: '8080',
    EMOJISVC_HOST: 'emoji-svc.default:8080',
    VOTINGSVC_HOST: 'voting-svc.default:8080',
    INDEX_BUNDLE: 'dist/index_bundle.js',
  };
  deploy(cluster, { name: 'web', image: `${emojivoto}-web:v11`, labels: { app: 'web-svc' }, env });
  expose(cluster, 'web-svc', 80, 8080);
  deploy(cluster, {
    name: 'vote-bot',
    image: `${emojivoto}-web:v11`,
    command: ['emojivoto-vote-bot'],
    env: { WEB_HOST: 'web-svc.default:80' },
  });
  cluster.clock.advance(180_000);
  const { body } = ask(cluster, 'vote-bot', 'web-svc/api/leaderboard');
  const votes = (JSON.parse(body) as { votes: string }[]).reduce(
    (sum, row) => sum + Number(row.votes),
    0,
  );
  expect(votes).toBeGreaterThan(60);
  expect(ask(cluster, 'vote-bot', 'web-svc/api/vote?choice=:doughnut:')).toMatchObject({
    response: { status: 500 },
  });
});
