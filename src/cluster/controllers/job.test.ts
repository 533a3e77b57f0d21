import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';
import { indexesText, parseIndexes } from './job-pods.ts';
import { parseSchedule } from './schedule.ts';

const at = { namespace: 'default', name: 'sum' };
type Cluster = ReturnType<typeof startCluster>;

function spec(more: object = {}) {
  const labels = { 'job-name': 'sum' };
  return {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed' as const,
    suspend: false,
    manualSelector: true,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { restartPolicy: 'Never' as const, containers: [{ name: 'sum', image: 'busybox' }] },
    },
    ...more,
  };
}

function createJob({ api, clock }: Cluster, more: object = {}) {
  clock.advance(100);
  api.create('jobs.batch', { metadata: at, spec: spec(more) });
}

function conditions({ api }: Cluster) {
  return api
    .get('jobs.batch', at)
    .status?.conditions?.map(({ type, status, reason }) => [type, status, reason]);
}

function reasons({ api }: Cluster, kind: string) {
  return api
    .list('events')
    .filter(({ involvedObject }) => involvedObject.kind === kind)
    .map(({ reason }) => reason);
}

test('a job that succeeds is complete, and lets its pod be deleted', () => {
  const cluster = startCluster({ endsAs: () => 'Succeeded' });
  createJob(cluster);
  cluster.clock.advance(5000);
  const { status } = cluster.api.get('jobs.batch', at);
  expect(status).toMatchObject({
    succeeded: 1,
    ready: 0,
    terminating: 0,
    uncountedTerminatedPods: {},
  });
  expect(status?.completionTime).toBeDefined();
  expect(conditions(cluster)).toEqual([
    ['SuccessCriteriaMet', 'True', 'CompletionsReached'],
    ['Complete', 'True', 'CompletionsReached'],
  ]);
  expect(cluster.api.list('pods')[0]?.metadata.finalizers).toBeUndefined();
  expect(reasons(cluster, 'Job').toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual([
    'Completed',
    'SuccessfulCreate',
  ]);
});

test('a job that keeps failing waits longer each time, then gives up', () => {
  const cluster = startCluster({ endsAs: () => 'Failed' });
  createJob(cluster, { backoffLimit: 2 });
  cluster.clock.advance(5000);
  expect(cluster.api.list('pods')).toHaveLength(1);
  cluster.clock.advance(10_000);
  expect(cluster.api.list('pods')).toHaveLength(2);
  cluster.clock.advance(15_000);
  expect(cluster.api.list('pods')).toHaveLength(2);
  cluster.clock.advance(30_000);
  expect(cluster.api.list('pods')).toHaveLength(3);
  expect(conditions(cluster)).toEqual([
    ['FailureTarget', 'True', 'BackoffLimitExceeded'],
    ['Failed', 'True', 'BackoffLimitExceeded'],
  ]);
  expect(reasons(cluster, 'Job')).toContain('BackoffLimitExceeded');
});

test('an indexed job runs each index once, a few at a time', () => {
  const cluster = startCluster({ endsAs: () => 'Succeeded' });
  createJob(cluster, { completionMode: 'Indexed', completions: 5, parallelism: 2 });
  cluster.clock.advance(1000);
  const names = () =>
    cluster.api.list('pods').map(({ metadata }) => metadata.name.replace(/-[^-]+$/, ''));
  expect(names()).toEqual(['sum-0', 'sum-1']);
  cluster.clock.advance(30_000);
  expect(names()).toEqual(['sum-0', 'sum-1', 'sum-2', 'sum-3', 'sum-4']);
  expect(cluster.api.get('jobs.batch', at).status).toMatchObject({
    succeeded: 5,
    completedIndexes: '0-4',
  });
});

test('a deadline ends a job that lasts', () => {
  const cluster = startCluster();
  createJob(cluster, { activeDeadlineSeconds: 10 });
  cluster.clock.advance(20_000);
  expect(conditions(cluster)).toEqual([
    ['FailureTarget', 'True', 'DeadlineExceeded'],
    ['Failed', 'True', 'DeadlineExceeded'],
  ]);
  expect(cluster.api.list('pods')).toEqual([]);
});

test('a suspended job has no pod until it is resumed', () => {
  const cluster = startCluster({ endsAs: () => 'Succeeded' });
  createJob(cluster, { suspend: true });
  cluster.clock.advance(5000);
  expect(cluster.api.list('pods')).toEqual([]);
  expect(conditions(cluster)).toEqual([['Suspended', 'True', 'JobSuspended']]);
  cluster.api.merge('jobs.batch', at, { spec: { suspend: false } });
  cluster.clock.advance(5000);
  expect(conditions(cluster)?.map(([type]) => type)).toEqual([
    'Suspended',
    'SuccessCriteriaMet',
    'Complete',
  ]);
});

test('a job that has a lifetime goes after it has ended, with its pods', () => {
  const cluster = startCluster({ endsAs: () => 'Succeeded' });
  createJob(cluster, { ttlSecondsAfterFinished: 60 });
  cluster.clock.advance(50_000);
  expect(cluster.api.find('jobs.batch', at)).toBeDefined();
  cluster.clock.advance(30_000);
  expect(cluster.api.find('jobs.batch', at)).toBeUndefined();
  expect(cluster.api.list('pods')).toEqual([]);
});

test('a schedule starts a job each time, and keeps the last three that succeeded', () => {
  const cluster = startCluster({ endsAs: () => 'Succeeded' });
  const { api, clock } = cluster;
  clock.advance(100);
  const { selector: _, manualSelector: __, ...template } = spec();
  api.create('cronjobs.batch', {
    metadata: { namespace: 'default', name: 'tick' },
    spec: {
      schedule: '*/2 * * * *',
      concurrencyPolicy: 'Allow' as const,
      suspend: false,
      jobTemplate: { spec: { ...template, selector: spec().selector, manualSelector: true } },
    },
  });
  clock.advance(11 * 60_000);
  const minutes = Date.parse('2026-01-01T00:00:00Z') / 60_000;
  expect(api.list('jobs.batch').map(({ metadata }) => metadata.name)).toEqual(
    [6, 8, 10].map((one) => `tick-${minutes + one}`),
  );
  expect(api.get('cronjobs.batch', { namespace: 'default', name: 'tick' }).status).toMatchObject({
    lastScheduleTime: '2026-01-01T00:10:00Z',
  });
  expect(reasons(cluster, 'CronJob')).toContain('SawCompletedJob');
});

test.each([
  ['0 3 * * *', '2026-01-01T03:00:00Z'],
  ['*/15 * * * *', '2026-01-01T00:15:00Z'],
  ['30 2 1 * MON', '2026-01-01T02:30:00Z'],
  ['0 0 29 2 *', '2028-02-29T00:00:00Z'],
  ['@weekly', '2026-01-04T00:00:00Z'],
  ['0 9-17/4 * JUN-AUG *', '2026-06-01T09:00:00Z'],
])('the schedule %s next comes at %s', (text, time) => {
  expect(parseSchedule(text)?.next(Date.parse('2026-01-01T00:00:00Z'))).toBe(Date.parse(time));
});

test('a schedule may be in another time zone', () => {
  const next = parseSchedule('0 9 * * *', 'Europe/Paris')?.next(Date.parse('2026-01-01T00:00:00Z'));
  expect(next).toBe(Date.parse('2026-01-01T08:00:00Z'));
});

test.each(['', '* * * *', '60 * * * *', 'a b c d e', '*/0 * * * *'])(
  '%j is no schedule',
  (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  },
);

test('indexes are written as ranges and read again', () => {
  expect(indexesText([5, 0, 1, 2, 7, 8])).toBe('0-2,5,7,8');
  expect([...parseIndexes('0-2,5,7,8')]).toEqual([0, 1, 2, 5, 7, 8]);
});
