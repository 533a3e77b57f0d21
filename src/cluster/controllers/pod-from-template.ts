import type { DraftOf } from '#cluster/api/api.ts';
import type { KubeObject, OwnerReference } from '#cluster/api/object.ts';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { ownerReference } from './owners.ts';

type Owner = Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>;

/** controller.GetPodFromTemplate (pkg/controller/controller_utils.go): a pod that its owner manages, its name still to be completed. */
export function podFromTemplate(
  template: IPodTemplateSpec,
  owner: Owner,
  reference: OwnerReference = ownerReference(owner),
): DraftOf<'pods'> {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { namespace, name } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [reference],
    },
    ...(template.spec ? { spec: template.spec } : {}),
  };
}
