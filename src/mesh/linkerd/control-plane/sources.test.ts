import { expect, test } from 'vitest';
import { createBed } from './testdata/bed.ts';

test('kinds may go while the control plane runs, and come again', async () => {
  const bed = await createBed();
  const { api } = bed.cluster;
  const name = 'servers.policy.linkerd.io';
  const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
  const { spec } = api.get(definitions, { name });
  const workload = { namespace: 'kube-system', pod: 'coredns', node: '' };
  const before = bed.service.policy().revision();
  api.delete(definitions, { name });
  await bed.pass(2000);
  expect(bed.service.policy().revision()).toBeGreaterThan(before);
  expect(bed.service.policy().inbound(workload, 53).server.kind).toBe('default');
  const gone = bed.service.policy().revision();
  api.create(definitions, { metadata: { name }, spec });
  await bed.pass(2000);
  expect(bed.service.policy().revision()).toBeGreaterThan(gone);
});
