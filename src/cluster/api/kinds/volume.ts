import type { KubeObject } from '#cluster/api/object.ts';
import type { Strategy } from './strategy.ts';

/** Admission plugin StorageObjectInUseProtection (v1.35): a claim or volume stays as long as something uses it. */
export const claimStrategy: Strategy = protectedBy('kubernetes.io/pvc-protection');
export const volumeStrategy: Strategy = protectedBy('kubernetes.io/pv-protection');

function protectedBy(finalizer: string): Strategy {
  return {
    create: (_, object) => ({ ...held(object, finalizer), status: { phase: 'Pending' } }),
  };
}

function held(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}
