import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from './api/api.ts';
import { createCluster, type Cluster } from './cluster.ts';
import type { Image } from './kubelet/image.ts';

const start = Date.parse('2026-01-05T09:00:00Z');
const namespace = 'default';

/** Ends with its code after its seconds: `worker SECONDS CODE`; serves meanwhile. */
const worker: Image = {
  name: 'worker',
  size: 30,
  programs: [],
  entrypoint: ['worker'],
  start: ([, seconds, code], { name: container, clock, exit, network }) => {
    const stop = network.listen(container === 'main' ? 80 : 90, () => ({
      type: 'response',
      response: { status: 200, headers: [], body: '', protocol: 'HTTP/1.1' },
      elapsed: 1,
    }));
    const cancel = seconds
      ? clock.after(Number(seconds) * 1000, () => exit(Number(code)))
      : undefined;
    return {
      terminate: () => clock.after(300, () => exit(0)),
      kill: () => {
        stop();
        cancel?.();
      },
    };
  },
};

type Operation = (cluster: Cluster) => void;

const name = fc.constantFrom('a', 'b', 'c');
const waiting = fc.integer({ min: 1, max: 20_000 }).map(
  (ms): Operation =>
    ({ clock }) =>
      clock.advance(ms),
);

const podCreation = fc
  .record({
    name,
    image: fc.constantFrom('worker:1', 'worker:2', 'nope:1'),
    args: fc.constantFrom<string[][]>([], ['3', '0'], ['2', '1']),
    restartPolicy: fc.constantFrom('Always' as const, 'Never' as const, 'OnFailure' as const),
    isProbed: fc.boolean(),
    sidecar: fc.boolean(),
    cpu: fc.constantFrom('100m', '3', '20'),
  })
  .map(
    ({ name: pod, image, args, restartPolicy, isProbed, sidecar, cpu }): Operation =>
      ({ api }) => {
        const probe = { httpGet: { port: isProbed ? 80 : 81 }, periodSeconds: 3 };
        api.create('pods', {
          metadata: { name: pod, namespace },
          spec: {
            restartPolicy,
            ...(sidecar
              ? { initContainers: [{ name: 'side', image: 'worker:2', restartPolicy: 'Always' }] }
              : {}),
            containers: [
              {
                name: 'main',
                image,
                args,
                resources: { requests: { cpu } },
                // The sidecar has the port already.
                ...(sidecar ? {} : { readinessProbe: probe }),
              },
            ],
          },
        });
      },
  );

const podDeletion = fc
  .tuple(name, fc.constantFrom(undefined, 0, 2))
  .map(([pod, gracePeriodSeconds]): Operation => ({ api }) => {
    api.delete('pods', { namespace, name: pod }, { gracePeriodSeconds });
  });

const scaling = fc.integer({ min: 0, max: 8 }).map((replicas): Operation => ({ api }) => {
  const at = { namespace, name: 'web' };
  const labels = { app: 'web' };
  if (api.find('deployments.apps', at)) api.merge('deployments.apps', at, { spec: { replicas } });
  else {
    const containers = [{ name: 'main', image: 'worker:1' }];
    api.create('deployments.apps', {
      metadata: at,
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    });
  }
});

const cordoning = fc.boolean().map((unschedulable): Operation => ({ api }) => {
  api.merge('nodes', { name: 'maillage-worker' }, { spec: { unschedulable } });
});

const operations = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: waiting },
    { weight: 4, arbitrary: podCreation },
    { weight: 2, arbitrary: podDeletion },
    { weight: 2, arbitrary: scaling },
    { weight: 1, arbitrary: cordoning },
  ),
  { minLength: 5, maxLength: 25 },
);

/** A refusal of the API is an answer, not a fault. */
function apply(cluster: Cluster, operation: Operation): void {
  try {
    operation(cluster);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function dump({ api }: Cluster): string {
  return JSON.stringify(api.resources().map((resource) => api.list(resource)));
}

const fresh = createCluster({ seed: 1, start, images: [worker] });
const isFresh = fresh.save();

test('whatever is asked, running pods have addresses of their own and the network knows them', () => {
  fc.assert(
    fc.property(operations, (asked) => {
      isFresh();
      for (const operation of asked) {
        apply(fresh, operation);
        const running = fresh.api
          .list('pods')
          .filter(({ spec, status }) => status?.phase === 'Running' && !spec?.hostNetwork)
          .filter(({ metadata }) => !metadata.deletionTimestamp);
        const addresses = running.map(({ status }) => status?.podIP ?? '');
        expect(new Set(addresses).size).toBe(addresses.length);
        expect(addresses.filter((ip) => !fresh.network.pod(ip))).toEqual([]);
      }
      // In the end all that was deleted is gone, and what was evicted or stopped left nothing.
      for (const pod of fresh.api.list('pods', { namespace }))
        apply(fresh, ({ api }) => api.delete('pods', pod.metadata));
      apply(fresh, ({ api }) => api.delete('deployments.apps', { namespace, name: 'web' }));
      fresh.clock.advance(60_000);
      expect(fresh.api.list('pods', { namespace })).toEqual([]);
      expect(fresh.network.pod('10.244.1.2')).toBeUndefined();
    }),
    { numRuns: 20, seed: 4 },
  );
});

test('whatever was asked, a saved cluster goes on as the first time', () => {
  fc.assert(
    fc.property(operations, operations, (before, after) => {
      isFresh();
      for (const operation of before) apply(fresh, operation);
      const restore = fresh.save();
      const goOn = (): string => {
        for (const operation of after) apply(fresh, operation);
        fresh.clock.advance(30_000);
        return dump(fresh);
      };
      const first = goOn();
      restore();
      expect(goOn() === first).toBe(true);
    }),
    { numRuns: 12, seed: 4 },
  );
});
