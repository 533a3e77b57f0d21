import fc from 'fast-check';
import type { Case } from '../../bench.ts';
import { containerFields, podFields, volumes } from './pod-fields.ts';
import { richKinds } from './rich-kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

const some = (fields: readonly Fields[], most: number): fc.Arbitrary<Fields> =>
  fc
    .subarray([...fields], { maxLength: Math.min(most, fields.length) })
    .map((list) => list.reduce((all, one) => ({ ...all, ...one }), {}));

const podSpec: fc.Arbitrary<Fields> = fc
  .tuple(
    some(podFields, 4),
    some(containerFields, 5),
    some(containerFields, 2),
    fc.subarray([...volumes], { maxLength: 3 }),
  )
  .map(([pod, main, init, mounted]) => ({
    ...pod,
    containers: [{ name: 'main', image: 'nginx:1.28', ...main }],
    ...(init === undefined || Object.keys(init).length === 0
      ? {}
      : { initContainers: [{ name: 'first', image: 'busybox:1.37', ...init }] }),
    ...(mounted.length === 0
      ? {}
      : { volumes: mounted.map((volume, index) => ({ name: `v${index}`, ...volume })) }),
  }));

const labels = { app: 'rich' };

/** Workloads around one pod. */
const templated = podSpec.chain((spec) =>
  fc.constantFrom<Fields>(
    { apiVersion: 'v1', kind: 'Pod', spec },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { replicas: 1, selector: { matchLabels: labels }, template: templateOf(spec) },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: {
        schedule: '@daily',
        jobTemplate: { spec: { template: templateOf({ ...spec, restartPolicy: 'Never' }) } },
      },
    },
  ),
);

function templateOf(spec: Fields): Fields {
  return { metadata: { labels, annotations: { note: 'a b' } }, spec };
}

const others = fc
  .constantFrom(...richKinds)
  .chain(({ fields, ...object }) => some(fields, 4).map((more) => merged(object, more)));

function merged(object: Fields, more: Fields): Fields {
  const isWhole = object['spec'] === undefined;
  return isWhole
    ? { ...object, ...more }
    : { ...object, spec: { ...(object['spec'] as Fields), ...more } };
}

const looks = ['describe', 'describe', 'describe', 'get -o wide', 'get -o name', 'get -o yaml'];

/** An object with fields that are seldom seen, and how it is shown then. */
export const richCase: fc.Arbitrary<Case> = fc
  .tuple(fc.oneof(templated, others), fc.constantFrom(...looks))
  .map(([object, look]) => {
    const stdin = JSON.stringify({ metadata: { name: 'rich', labels }, ...object });
    const [verb = '', ...more] = look.split(' ');
    const kind = String(object['kind']).toLowerCase();
    return {
      line: 'kubectl apply -f -',
      stdin,
      changes: true,
      after: ['kubectl', verb, kind, 'rich', ...more].join(' '),
    };
  });
