import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { respond } from './headers.ts';
import type { HttpRequest } from './http.ts';
import { createNetwork } from './network.ts';
import { slowness } from '../../../tests/support/slowness.ts';

const meta = { namespace: 'shop', uid: 'u', resourceVersion: '1', creationTimestamp: '' };

const web = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...meta, name: 'web' },
  spec: { clusterIP: '10.96.0.20', ports: [{ port: 80 }] },
};

const webSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...meta, name: 'web-x', labels: { 'kubernetes.io/service-name': 'web' } },
  ports: [{ port: 8080 }],
  endpoints: [
    { addresses: ['10.244.1.2'], nodeName: 'worker' },
    { addresses: ['10.244.2.2'], nodeName: 'worker2' },
  ],
};

/** Objects that never change, listed by resource. */
const objects: Record<string, unknown[]> = {
  services: [web],
  'endpointslices.discovery.k8s.io': [webSlice],
};

const request: HttpRequest = {
  method: 'GET',
  authority: 'web',
  path: '/',
  headers: [],
  body: '',
  protocol: 'HTTP/1.1',
};

test('10,000 exchanges through two hooks take well under a second of CPU', () => {
  const api = {
    list: (resource: string) => (objects[resource] ?? []) as never,
    watch: () => () => {},
  };
  const clock = createClock(Date.UTC(2026, 0, 5, 9));
  const network = createNetwork({ api, clock, random: createRandom(7) });
  network.addNode({ ip: '172.18.0.2', name: 'worker' });
  network.addNode({ ip: '172.18.0.3', name: 'worker2' });
  const pod = (ip: string, host: string, node: string) =>
    network.addPod({ ip, host, namespace: 'shop', node });
  for (const stack of [pod('10.244.1.2', 'a', 'worker'), pod('10.244.2.2', 'b', 'worker2')]) {
    stack.listen(8080, () => respond(200, [], 'ok'));
    stack.intercept({
      inbound: (asked, { destination }, next) => next(asked, destination, {}),
    });
  }
  const client = pod('10.244.1.9', 'client', 'worker');
  client.intercept({ outbound: (asked, to, next) => next(asked, to, {}) });
  const begin = process.cpuUsage();
  let answered = 0;
  for (let n = 0; n < 10_000; n += 1) {
    if (client.exchange(request, { ip: '10.96.0.20', port: 80 }).type === 'response') answered += 1;
  }
  const { user } = process.cpuUsage(begin);
  expect(answered).toBe(10_000);
  expect(user / 1000).toBeLessThan(900 * slowness());
});
