import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { type Ask, metaOf, orNothing } from './ask.ts';

/** kubectl/pkg/cmd/create/create_deployment.go (v1.35). */
export function deployment(ask: Ask): JsonObject {
  const { flags, name } = ask;
  const images = flags.list('image');
  if (images.length > 1 && ask.args.length > 0)
    throw new CommandError('cannot specify multiple --image options and command');
  const labels = { app: name };
  const port = flags.number('port');
  const containers = images.map((image, index) => ({
    name: containerName(image),
    image,
    command: orNothing(ask.args),
    ports: index === 0 && port >= 0 ? [{ containerPort: port }] : undefined,
    resources: {},
  }));
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: metaOf(ask, { labels }),
    spec: {
      replicas: flags.number('replicas'),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      strategy: {},
    },
    status: {},
  };
}

/** The last part of the image, without tag and digest. A name that is not a label gets a suffix, random in kubectl. */
function containerName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*$/s, '');
  if (!/[_.]/.test(last)) return last;
  let seed = 7;
  for (const char of image) seed = (seed * 31 + (char.codePointAt(0) ?? 0)) % 14_348_907;
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const suffix = Array.from({ length: 5 }, (_, i) => letters[Math.floor(seed / 27 ** i) % 27]);
  return `${last.replace(/[_.]/g, '-')}-${suffix.join('')}`;
}

/** create_job.go; `from` is the CronJob that `--from` names. */
export function job(ask: Ask, from?: JsonObject): JsonObject {
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    ...(from === undefined
      ? { metadata: metaOf(ask), spec: jobSpec(ask, ask.name, 'Never') }
      : jobOfCronJob(ask, from)),
    status: {},
  };
}

function jobSpec(ask: Ask, name: string, restartPolicy: string): JsonObject {
  const image = ask.flags.text('image');
  const container = { name, image, command: orNothing(ask.args), resources: {} };
  return { template: { metadata: {}, spec: { containers: [container], restartPolicy } } };
}

function jobOfCronJob(ask: Ask, from: JsonObject): JsonObject {
  const { metadata, spec } = from as Record<string, JsonObject>;
  const template = (spec?.['jobTemplate'] ?? {}) as Record<string, JsonObject>;
  const { labels, annotations } = template['metadata'] ?? {};
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: metadata?.['name'],
    uid: metadata?.['uid'],
    controller: true,
  };
  return {
    metadata: {
      name: ask.name,
      namespace: ask.namespace,
      labels,
      annotations: {
        'cronjob.kubernetes.io/instantiate': 'manual',
        ...(annotations as JsonObject | undefined),
      },
      ownerReferences: [owner],
    },
    spec: template['spec'],
  };
}

/** create_cronjob.go. */
export function cronJob(ask: Ask): JsonObject {
  const restart = ask.flags.text('restart') || 'OnFailure';
  return {
    kind: 'CronJob',
    apiVersion: 'batch/v1',
    metadata: metaOf(ask),
    spec: {
      schedule: ask.flags.text('schedule'),
      jobTemplate: {
        metadata: { name: ask.name },
        spec: jobSpec(ask, ask.name, restart),
      },
    },
    status: {},
  };
}
