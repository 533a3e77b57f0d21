import { actor, type Context, type Controller } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue } from './work-queue.ts';

/** How long a node must have been missing before its pods are let go. */
const quarantineMs = 40_000;

/** pkg/controller/podgc (v1.35): pods of a node that is gone, and deleted pods that no node ever had. */
export function startPodCollector(context: Context): Controller {
  const { api } = context;
  const by = { ...actor('pod-garbage-collector'), gracePeriodSeconds: 0 };
  const queue = createWorkQueue(context, (key) => {
    const pod = api.find('pods', parseKey(key));
    if (!pod) return;
    const { nodeName } = pod.spec ?? {};
    const isLost = nodeName ? !api.find('nodes', { name: nodeName }) : isDeleted(pod.metadata);
    if (isLost) api.delete('pods', pod.metadata, by);
  });
  api.watch('nodes', ({ type, object }) => {
    if (type !== 'DELETED') return;
    for (const pod of api.list('pods', { node: object.metadata.name })) {
      queue.addAfter(keyOf(pod), quarantineMs);
    }
  });
  api.watch('pods', ({ type, object }) => {
    if (type === 'MODIFIED' && isDeleted(object.metadata) && !object.spec?.nodeName) {
      queue.addAfter(keyOf(object), 20_000);
    }
  });
  return queue;
}

function isDeleted({ deletionTimestamp }: { deletionTimestamp?: string }): boolean {
  return deletionTimestamp !== undefined;
}
