import { at, fieldsOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

const annotation = 'storageclass.kubernetes.io/is-default-class';

/** plugin/pkg/admission/storage/storageclass/setdefault (v1.35). */
export function withDefaultClass(core: Core, claim: KubeObject): KubeObject {
  const spec = fieldsOf(claim['spec']);
  if (spec['storageClassName'] !== undefined) return claim;
  const found = core.store
    .list('storageclasses.storage.k8s.io')
    .find((one) => at(one, 'metadata', 'annotations', annotation) === 'true');
  return found ? { ...claim, spec: { ...spec, storageClassName: found.metadata.name } } : claim;
}
