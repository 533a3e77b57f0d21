import { expect, test } from 'vitest';
import { createApi } from './api/create-api.ts';
import { createClock } from './clock/clock.ts';
import { createRandom } from './clock/random.ts';
import { createEventRecorder } from './events.ts';

function newRecorder() {
  const clock = createClock(Date.parse('2026-01-05T09:00:00Z'));
  const random = createRandom(1);
  const { api } = createApi({ clock, random });
  if (!api.find('namespaces', { name: 'default' })) {
    api.create('namespaces', { metadata: { name: 'default' } });
  }
  const events = createEventRecorder({ api, clock, random });
  const subject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', uid: 'u1', resourceVersion: '7' },
    fieldPath: 'spec.containers{web}',
  };
  return { api, clock, events, subject };
}

test('the same event again is counted, another one is written apart', () => {
  const { api, clock, events, subject } = newRecorder();
  const kubelet = events.from({ component: 'kubelet', host: 'node-1' });
  kubelet.event(subject, 'Warning', 'BackOff', 'Back-off');
  clock.advance(10_000);
  kubelet.event(subject, 'Warning', 'BackOff', 'Back-off');
  kubelet.event(subject, 'Normal', 'Pulled', 'Pulled');
  const [again, other] = api.list('events').toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0));
  expect(again).toMatchObject({
    count: 2,
    firstTimestamp: '2026-01-05T09:00:00Z',
    lastTimestamp: '2026-01-05T09:00:10Z',
    type: 'Warning',
    reason: 'BackOff',
    source: { component: 'kubelet', host: 'node-1' },
    involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{web}' },
  });
  expect(again?.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/);
  expect(other).toMatchObject({ count: 1, reason: 'Pulled' });
});

test('an event is forgotten an hour after its last change', () => {
  const { api, clock, events, subject } = newRecorder();
  const recorder = events.from({ component: 'kubelet', host: 'node-1' });
  recorder.event(subject, 'Normal', 'Pulled', 'once');
  recorder.event(subject, 'Normal', 'Pulled', 'twice');
  clock.advance(50 * 60_000);
  recorder.event(subject, 'Normal', 'Pulled', 'twice');
  clock.advance(20 * 60_000);
  expect(api.list('events').map(({ message }) => message)).toEqual(['twice']);
  clock.advance(50 * 60_000);
  expect(api.list('events')).toEqual([]);
});

test('an event that someone deleted is written anew, and one that is refused is lost', () => {
  const { api, events, subject } = newRecorder();
  const recorder = events.from({ component: 'job-controller' });
  recorder.event(subject, 'Normal', 'Created', 'a pod');
  for (const { metadata } of api.list('events')) api.delete('events', metadata);
  recorder.event(subject, 'Normal', 'Created', 'a pod');
  expect(api.list('events').map(({ count }) => count)).toEqual([2]);
  const elsewhere = { ...subject, metadata: { ...subject.metadata, namespace: 'nowhere' } };
  recorder.event(elsewhere, 'Normal', 'Created', 'a pod');
  expect(api.list('events')).toHaveLength(1);
});

test('the scheduler writes series', () => {
  const { api, clock, events, subject } = newRecorder();
  const scheduler = events.series('default-scheduler', 'default-scheduler-node-1');
  const note = {
    type: 'Warning',
    reason: 'FailedScheduling',
    action: 'Scheduling',
    note: '0/1 nodes are available',
  } as const;
  scheduler.event(subject, note);
  clock.advance(5000);
  scheduler.event(subject, note);
  const [event] = api.list('events');
  expect(event).toMatchObject({
    action: 'Scheduling',
    reportingComponent: 'default-scheduler',
    message: '0/1 nodes are available',
    series: { count: 2 },
  });
  expect(event?.eventTime).toMatch(/^2026-01-05T09:00:00\.\d{6}Z$/);
});
