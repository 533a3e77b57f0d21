import type { Manifest } from '#mesh/istio/install/manifest.ts';
import { listAt, numberAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';
import { pathOf } from './objects.ts';

const pollMs = 2000;

/**
 * Waits until each of them is ready (operator/pkg/install/wait.go, 1.31). Resolves to what was not when the time was over;
 * nothing when all was well.
 */
export async function waitReady(
  context: Context,
  objects: readonly Manifest[],
  { timeoutMs, tell }: { timeoutMs: number; tell: (waiting: readonly string[]) => Promise<void> },
): Promise<readonly string[]> {
  const { time, signal } = context.process;
  let watched = objects.filter(({ kind }) => kind in checks);
  const end = time.now() + timeoutMs;
  for (;;) {
    const missing = await notReady(context, watched);
    // A kind that is served stays so.
    watched = watched.filter(
      ({ kind, metadata }) =>
        kind !== 'CustomResourceDefinition' ||
        missing.some(({ name }) => name.endsWith(metadata.name)),
    );
    if (missing.length === 0) return [];
    if (time.now() >= end) return missing.map(({ name, why }) => `${name} (${why})`);
    await tell(missing.map(({ name }) => name));
    await time.sleep(Math.min(pollMs, end - time.now()), signal);
  }
}

interface Missing {
  readonly name: string;
  readonly why: string;
}

type Check = (context: Context, object: unknown) => Promise<string | undefined>;

const checks: Readonly<Record<string, Check>> = {
  CustomResourceDefinition: (_, object) => Promise.resolve(crdProblem(object)),
  Deployment: deploymentProblem,
  Namespace: () => Promise.resolve(undefined),
};

async function notReady(
  context: Context,
  objects: readonly Manifest[],
): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  for (const manifest of objects) {
    const object = await context.client.json('GET', pathOf(manifest));
    const why = await checks[manifest.kind]?.(context, object);
    if (why === undefined) continue;
    const { name, namespace = '' } = manifest.metadata;
    missing.push({ name: `${manifest.kind}/${namespace}/${name}`.replace('//', '/'), why });
  }
  return missing;
}

function crdProblem(object: unknown): string | undefined {
  const conditions = listAt(object, 'status.conditions');
  const isThere = conditions.some(
    (one) => textAt(one, 'type') === 'Established' && textAt(one, 'status') === 'True',
  );
  return isThere ? undefined : 'CRD not established';
}

async function deploymentProblem(context: Context, object: unknown): Promise<string | undefined> {
  const wanted = numberAt(object, 'spec.replicas');
  const ready = numberAt(object, 'status.readyReplicas');
  const updated = numberAt(object, 'status.updatedReplicas');
  if (ready >= wanted && updated >= wanted) return undefined;
  const selector = Object.entries(recordAt(object, 'spec.selector.matchLabels'))
    .map(([key, value]) => `${key}=${textOf(value)}`)
    .join(',');
  const path = `/api/v1/namespaces/${textAt(object, 'metadata.namespace')}/pods`;
  const pods = listAt(
    await context.client.json('GET', path, { query: { labelSelector: selector } }),
    'items',
  );
  return pods.flatMap(failures)[0] ?? `${ready} of ${wanted} updated replicas are ready`;
}

/** Why the containers of a pod do not start. */
function failures(pod: unknown): readonly string[] {
  const statuses = [
    ...listAt(pod, 'status.initContainerStatuses'),
    ...listAt(pod, 'status.containerStatuses'),
  ];
  const waiting = statuses.flatMap((status) => {
    const reason = textAt(status, 'state.waiting.reason');
    return [
      'ImagePullBackOff',
      'ErrImagePull',
      'CrashLoopBackOff',
      'CreateContainerConfigError',
    ].includes(reason)
      ? [`container failed to start: ${reason}: ${textAt(status, 'state.waiting.message')}`]
      : [];
  });
  const unscheduled = listAt(pod, 'status.conditions').flatMap((one) =>
    textAt(one, 'type') === 'PodScheduled' && textAt(one, 'reason') === 'Unschedulable'
      ? [`unschedulable: ${textAt(one, 'message')}`]
      : [],
  );
  return [...waiting, ...unscheduled];
}
