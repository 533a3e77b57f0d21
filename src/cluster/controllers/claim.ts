import type { Api } from '#cluster/api/api.ts';
import type { JsonObject, KubeObject } from '#cluster/api/object.ts';
import { type LabelSelector, matchesSelector } from '#cluster/label-selector.ts';
import type { Children } from './children.ts';
import { actor, placeOf } from './context.ts';
import { ownerReference, type Owned } from './owners.ts';

export interface Claim<T> {
  api: Api;
  /** Of the children. */
  resource: 'pods' | 'replicasets.apps' | 'controllerrevisions.apps';
  children: Children<T>;
  owner: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>;
  selector: LabelSelector | undefined;
  controller: string;
}

/**
 * The children that an owner manages: takes orphans that its selector matches, and lets go those that it matches no
 * more (pkg/controller/controller_ref_manager.go).
 */
export function claim<T extends Owned>(claiming: Claim<T>): readonly T[] {
  const { children, owner, selector } = claiming;
  const own = children.of(owner.metadata.uid);
  const isStray = (child: T): boolean => !matchesSelector(selector, child.metadata.labels);
  const adoptable = children
    .orphans(owner.metadata.namespace ?? '')
    .filter((child) => child.metadata.deletionTimestamp === undefined && !isStray(child));
  const strays = own.filter(isStray);
  if (adoptable.length === 0 && strays.length === 0) return own;
  if (owner.metadata.deletionTimestamp === undefined) {
    for (const child of adoptable) setOwners(claiming, child, [ownerReference(owner)]);
  }
  for (const child of strays) setOwners(claiming, child, []);
  return children.of(owner.metadata.uid).filter((child) => !isStray(child));
}

function setOwners<T extends Owned>(
  { api, resource, owner, controller }: Claim<T>,
  child: T,
  added: readonly object[],
): void {
  const others = (child.metadata.ownerReferences ?? []).filter(
    ({ uid }) => uid !== owner.metadata.uid,
  );
  const ownerReferences = [...others, ...added] as unknown as JsonObject[];
  const patch = { metadata: { uid: child.metadata.uid, ownerReferences } };
  api.merge(resource, placeOf(child), patch, actor(controller));
}
