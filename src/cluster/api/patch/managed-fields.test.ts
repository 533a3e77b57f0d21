import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldsOf, type Fields } from '#cluster/api/json.ts';
import { schemaOf } from '#cluster/api/schema/structure.ts';
import { collectedHeapMB } from '../../../../scripts/collected-heap.ts';
import { entriesOf, trackUpdate, type Write } from './managed-fields.ts';

const schema = schemaOf({ group: '', version: 'v1', kind: 'Pod' });

interface Change {
  readonly manager: string;
  readonly part: 'status' | 'spec' | 'labels' | 'none';
  readonly value: string;
}

const changes = fc.array(
  fc.record({
    manager: fc.constantFrom('kubelet', 'kube-controller-manager', 'kubectl-label'),
    part: fc.constantFrom<Change['part'][]>('status', 'status', 'status', 'spec', 'labels', 'none'),
    value: fc.constantFrom('', 'a', 'b'),
  }),
  { maxLength: 20 },
);

function changed(pod: Fields, { part, value }: Change): Fields {
  if (part === 'labels')
    return { ...pod, metadata: { ...fieldsOf(pod['metadata']), labels: { app: value } } };
  if (part === 'spec') return { ...pod, spec: { ...fieldsOf(pod['spec']), hostname: value } };
  const conditions = value === '' ? [] : [{ type: value, status: 'True' }];
  return part === 'status' ? { ...pod, status: { phase: value, conditions } } : pod;
}

function writeOf({ manager, part }: Change, index: number): Write {
  const subresource = part === 'status' ? 'status' : undefined;
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
  return { schema, hasStatus: true, manager, subresource, time };
}

/** The pod after all of it, its entries read by somebody after each write or not. */
function played(first: Fields, all: readonly Change[], read: (pod: Fields) => unknown): Fields {
  const create = { manager: 'kubectl-create', part: 'none', value: '' } as const;
  let pod = trackUpdate(first, undefined, writeOf(create, 0));
  for (const [index, change] of all.entries()) {
    read(pod);
    pod = trackUpdate(changed(pod, change), pod, writeOf(change, index + 1));
  }
  return pod;
}

const empty = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } };
const whole = { ...empty, spec: { containers: [{ name: 'a', image: 'b' }] } };

test('entries that nobody has read are those that would have been read', () => {
  fc.assert(
    fc.property(fc.constantFrom<Fields[]>(empty, whole), changes, (first, all) => {
      const unread = played(first, all, () => undefined);
      expect(JSON.stringify(unread)).toBe(JSON.stringify(played(first, all, JSON.stringify)));
      expect(entriesOf(unread)).toEqual(entriesOf(played(first, all, entriesOf)));
    }),
  );
});

test('an object of which nothing is owned has no entries', () => {
  const pod = trackUpdate(empty, undefined, {
    schema,
    hasStatus: true,
    manager: 'kubectl-create',
    time: '2026-01-01T00:00:00Z',
  });
  expect(pod).toEqual(empty);
});

test('an object that is written for ever and never read holds few of its former selves', async () => {
  const former: WeakRef<Fields>[] = [];
  const statuses = Array.from({ length: 100 }, (_, index) => ({
    manager: 'kubelet',
    part: 'status' as const,
    value: String(index),
  }));
  const last = played(whole, statuses, (pod) => former.push(new WeakRef(pod)));
  // A WeakRef holds its object to the end of the turn in which it was made.
  await new Promise(setImmediate);
  collectedHeapMB();
  expect(former.filter((one) => one.deref() !== undefined).length).toBeLessThan(10);
  expect(entriesOf(last)).toHaveLength(2);
});
