import { expect, test } from 'vitest';
import { inbound } from './testdata/inbound.ts';
import { outbound } from './testdata/outbound.ts';
import { call, createSmallMesh, echo } from './testdata/small-mesh.ts';

test('10,000 requests through two sidecars take less than a second', () => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const ips = ['10.244.2.2', '10.244.2.3', '10.244.2.4'];
  for (const ip of ips) {
    mesh.pod(ip, `web-${ip}`, echo('web'));
    mesh.sidecar(ip, 'web', inbound());
  }
  const endpoints = ips.map((ip) => ({ ip, isMeshed: true }));
  const { stack } = mesh.sidecar('10.244.1.9', 'client', outbound({ endpoints }));
  const send = (requests: number): number => {
    let answered = 0;
    for (let count = 0; count < requests; count += 1) {
      mesh.clock.advance(1);
      if (call(stack).type === 'response') answered += 1;
    }
    return answered;
  };
  send(1000);
  const begin = process.cpuUsage();
  expect(send(10_000)).toBe(10_000);
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1000).toBeLessThan(1000);
});
