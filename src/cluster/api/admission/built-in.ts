import { forbidden, notFound } from '#cluster/api/errors.ts';
import { at } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Call, Core } from '#cluster/api/verbs/core.ts';
import { groupResource } from '#cluster/api/verbs/names.ts';
import { withLimits } from './late-limits.ts';
import { withPriority } from './priority.ts';
import { withServiceAccount } from './service-account.ts';
import { withTolerations } from './tolerations.ts';
import { withDefaultClass } from './storage-class.ts';

type Plugin = (core: Core, object: KubeObject) => KubeObject;

/** The mutating plugins of a plain kube-apiserver that act on a creation, in their order (kubeapiserver/options/plugins.go). */
const plugins = new Map<string, readonly Plugin[]>([
  ['pods', [withLimits, withServiceAccount, withPriority, withTolerations]],
  ['persistentvolumeclaims', [withDefaultClass]],
]);

export function admitCreate(core: Core, call: Call, object: KubeObject): KubeObject {
  refuseNamespace(core, call, object);
  return (plugins.get(call.resource.name) ?? []).reduce(
    (admitted, plugin) => plugin(core, admitted),
    object,
  );
}

/** apiserver/pkg/admission/plugin/namespace/lifecycle: the namespace exists, and is not going. */
function refuseNamespace(core: Core, { resource }: Call, { metadata }: KubeObject): void {
  const { namespace, name } = metadata;
  if (!resource.namespaced || namespace === undefined) return;
  const found = core.store.get({ resource: 'namespaces', namespace: '', name: namespace });
  if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (at(found, 'status', 'phase') !== 'Terminating') return;
  throw forbidden(
    groupResource(resource),
    name ?? '',
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}
