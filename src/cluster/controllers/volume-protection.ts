import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import { viewAs } from '#cluster/view-as.ts';
import { actor, type Context, type Controller, type Pod, saveAll } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue } from './work-queue.ts';

const claims = 'persistentvolumeclaims';
const volumes = 'persistentvolumes';

/** pkg/controller/volume/pvcprotection and pvprotection (v1.35): a deleted claim goes once no pod uses it, a volume once no claim does. */
export function startVolumeProtection(context: Context): Controller {
  const { api } = context;
  const claimQueue = createWorkQueue(context, (key) => {
    const at = parseKey(key);
    const claim = api.find(claims, at);
    if (claim?.metadata.deletionTimestamp === undefined) return;
    const pods = api.list('pods', { namespace: at.namespace });
    if (!pods.some((pod) => uses(pod, at.name))) release(context, claims, key, 'pvc-protection');
  });
  const volumeQueue = createWorkQueue(context, (name) => {
    const volume = api.find(volumes, { name });
    if (volume?.metadata.deletionTimestamp === undefined) return;
    if (viewAs<IPersistentVolume>(volume).status?.phase !== 'Bound') {
      release(context, volumes, `/${name}`, 'pv-protection');
    }
  });
  api.watch(claims, ({ object }) => claimQueue.add(keyOf(object)));
  api.watch(volumes, ({ object }) => volumeQueue.add(object.metadata.name));
  api.watch('pods', ({ type, object, old }) => {
    if (type === 'MODIFIED' && old?.status?.phase === object.status?.phase) return;
    for (const { persistentVolumeClaim } of object.spec?.volumes ?? []) {
      if (!persistentVolumeClaim) continue;
      claimQueue.add(`${object.metadata.namespace}/${persistentVolumeClaim.claimName}`);
    }
  });
  return { save: saveAll([claimQueue, volumeQueue]) };
}

function uses({ spec, status }: Pod, claim: string): boolean {
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return (
    !isOver && (spec?.volumes ?? []).some((one) => one.persistentVolumeClaim?.claimName === claim)
  );
}

function release({ api }: Context, resource: string, key: string, finalizer: string): void {
  const { namespace, name } = parseKey(key);
  const at = namespace === '' ? { name } : { namespace, name };
  const left = (api.get(resource, at).metadata.finalizers ?? []).filter(
    (one) => one !== `kubernetes.io/${finalizer}`,
  );
  const patch = { metadata: { finalizers: left.length > 0 ? left : null } };
  api.merge(resource, at, patch, actor(`${finalizer}-controller`));
}
