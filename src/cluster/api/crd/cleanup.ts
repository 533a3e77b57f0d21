import type { Clock } from '#cluster/clock/clock.ts';
import type { Api } from '#cluster/api/api.ts';
import { definitionsName } from '#cluster/api/kinds/kinds.ts';
import { cleanupFinalizer } from './strategy.ts';

const by = { user: 'system:apiserver', manager: 'kube-apiserver' };
/** Between two looks at objects that their own finalizers keep. */
const againMs = 5000;

/**
 * A definition that is being deleted takes its objects with it, and goes when the last one is gone:
 * apiextensions-apiserver/pkg/controller/finalizer (v1.35).
 */
export function startCleanup(api: Api, clock: Clock): void {
  const clean = (name: string): void => {
    const definition = api.find(definitionsName, { name });
    if (!definition?.metadata.finalizers?.includes(cleanupFinalizer)) return;
    if (definition.metadata.deletionTimestamp === undefined) return;
    for (const { metadata } of api.list(name)) {
      if (metadata.deletionTimestamp === undefined) api.delete(name, metadata, by);
    }
    if (api.list(name).length > 0) {
      clock.after(againMs, () => clean(name));
      return;
    }
    const finalizers = definition.metadata.finalizers.filter((one) => one !== cleanupFinalizer);
    api.merge(definitionsName, { name }, { metadata: { finalizers } }, by);
  };
  api.watch(definitionsName, ({ type, object, old }) => {
    const isMarked = object.metadata.deletionTimestamp !== undefined;
    if (type !== 'MODIFIED' || !isMarked || old?.metadata.deletionTimestamp !== undefined) return;
    const { name } = object.metadata;
    clock.after(0, () => clean(name));
  });
}
