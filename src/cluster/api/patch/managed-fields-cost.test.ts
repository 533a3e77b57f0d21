import { expect, it } from 'vitest';
import type { Fields } from '#cluster/api/json.ts';
import { schemaOf } from '#cluster/api/schema/structure.ts';
import { trackUpdate } from './managed-fields.ts';

const schema = schemaOf({ group: '', version: 'v1', kind: 'Pod' });
const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
const tracked = { schema, hasStatus: true };

it('follows 1,000 Pods through ten writes each in a fraction of a second', () => {
  const spec = {
    containers: [{ name: 'a', image: 'b', env: [{ name: 'X', value: '1' }] }],
    nodeName: 'n',
  };
  // Time of this process: other programs are no matter.
  const start = process.cpuUsage();
  for (let i = 0; i < 1000; i += 1) {
    let pod: Fields = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}`, labels: { app: 'x' } },
      spec,
    };
    pod = trackUpdate(pod, undefined, { ...tracked, manager: 'kcm', time: at(0) });
    for (let write = 0; write < 10; write += 1) {
      const status = { phase: 'Running', conditions: [{ type: 'Ready', status: String(write) }] };
      pod = trackUpdate({ ...pod, status }, pod, {
        ...tracked,
        manager: 'kubelet',
        subresource: 'status',
        time: at(1),
      });
    }
  }
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
});
