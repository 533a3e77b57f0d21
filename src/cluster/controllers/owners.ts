import type { KubeObject, ObjectMeta, OwnerReference } from '#cluster/api/object.ts';

export interface Owned {
  readonly metadata: Readonly<ObjectMeta>;
}

/** The one owner that manages it, if any. */
export function controllerOf({ metadata }: Owned): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

export function ownerReference({
  apiVersion,
  kind,
  metadata: { name, uid },
}: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** `namespace/name`, as controllers name what they work on. */
export function keyOf({ metadata: { namespace = '', name } }: Owned): string {
  return `${namespace}/${name}`;
}

export function parseKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
