import { type Api, ApiError } from '#cluster/api/api.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';
import { actor, type Context, type Controller } from './context.ts';
import { deletionConditions, type Remains } from './namespace-conditions.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const by = actor('namespace-controller');
/** Lets what was written at the last minute be seen first (namespaceDeletionGracePeriod). */
const graceMs = 5000;
const finalizerEstimateSeconds = 15;

interface Namespaces extends Context {
  queue: WorkQueue;
}

/** pkg/controller/namespace (v1.35): empties a namespace that is deleted, its pods first, then lets it go. */
export function startNamespaceController(context: Context): Controller {
  const { api } = context;
  const queue = createWorkQueue(context, (key) => reconcile(parts, key));
  const parts: Namespaces = { ...context, queue };
  api.watch('namespaces', ({ type, object }) => {
    const { name, deletionTimestamp } = object.metadata;
    if (type !== 'DELETED' && deletionTimestamp !== undefined) queue.addAfter(name, graceMs);
  });
  return queue;
}

function reconcile(parts: Namespaces, name: string): void {
  const { api, clock, queue } = parts;
  const found = api.find('namespaces', { name });
  if (!found || found.metadata.deletionTimestamp === undefined) return;
  if (!found.spec?.finalizers?.includes('kubernetes')) return;
  const { remains, estimate } = empty(parts, name);
  const conditions = deletionConditions(
    found.status?.conditions ?? [],
    remains,
    seconds(clock.now()),
  );
  if (!isEqual(conditions, found.status?.conditions)) {
    const status = { ...found.status, phase: 'Terminating' as const, conditions };
    api.updateStatus('namespaces', { ...found, status }, by);
  }
  if (remains.resources.size > 0) {
    queue.addAfter(name, (Math.floor(estimate / 2) + 1) * 1000);
    return;
  }
  const finalizers = found.spec.finalizers.filter((one) => one !== 'kubernetes');
  api.merge('namespaces', { name }, { spec: { finalizers } }, { ...by, subresource: 'finalize' });
}

interface Emptied {
  remains: Remains;
  estimate: number;
}

function empty({ api }: Namespaces, namespace: string): Emptied {
  const resources = new Map<string, number>();
  const finalizers = new Map<string, number>();
  let estimate = 0;
  const emptyOf = (resource: string): void => {
    for (const { metadata } of contents(api, resource, namespace)) {
      try {
        api.delete(
          resource,
          { namespace, name: metadata.name },
          { ...by, propagationPolicy: 'Background' },
        );
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
    const left = contents(api, resource, namespace);
    if (left.length === 0) return;
    resources.set(groupResource(resource), left.length);
    for (const { metadata } of left) {
      estimate = Math.max(estimate, metadata.deletionGracePeriodSeconds ?? 0);
      for (const finalizer of metadata.finalizers ?? []) {
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
        estimate = Math.max(estimate, finalizerEstimateSeconds);
      }
    }
  };
  emptyOf('pods');
  if (resources.size === 0) {
    for (const resource of api.resources()) emptyOf(resource);
  }
  return { remains: { resources, finalizers }, estimate };
}

/** What is of no namespace is listed whatever the namespace asked for. */
function contents(api: Api, resource: string, namespace: string): readonly KubeObject[] {
  return api
    .list(resource, { namespace })
    .filter(({ metadata }) => metadata.namespace === namespace);
}

/** `pods.`, `deployments.apps`: the dot stands even before no group. */
function groupResource(resource: string): string {
  return resource.includes('.') ? resource : `${resource}.`;
}
