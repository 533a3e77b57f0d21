import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createApi } from './create-api.ts';
import { slowness } from '../../../tests/support/slowness.ts';

const pod = (name: string) => ({
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
});

test('writes 8,000 times for less than two seconds of CPU', () => {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const { api } = createApi({ clock, random: createRandom(1) });
  api.create('namespaces', { metadata: { name: 'default' } });
  api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  const before = process.cpuUsage();
  for (let index = 0; index < 4000; index += 1) api.create('pods', pod(`pod-${index}`));
  for (let index = 0; index < 4000; index += 1) {
    api.merge(
      'pods',
      { namespace: 'default', name: `pod-${index}` },
      { status: { phase: 'Running' } },
      { subresource: 'status' },
    );
  }
  // CPU, not time: others may be using the machine.
  const { user } = process.cpuUsage(before);
  expect(user / 1000).toBeLessThan(2000 * slowness());
  expect(api.list('pods', { labels: 'app=pod-77' }).length).toBe(1);
});
