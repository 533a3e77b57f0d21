import type { Restore } from '#cluster/clock/clock.ts';
import { controllerOf, type Owned } from './owners.ts';

/** Objects of one kind by the uid of their controller: what an informer's index is. */
export interface Children<T> {
  /** In the order of their creation. */
  of: (uid: string) => readonly T[];
  /** Those of a namespace that nobody manages. */
  orphans: (namespace: string) => readonly T[];
  save: () => Restore;
}

interface Change<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: T;
  old?: T;
}

export type Subscribe<T> = (listener: (change: Change<T>) => void) => unknown;

export function createChildren<T extends Owned>(
  subscribe: Subscribe<T>,
  existing: readonly T[],
): Children<T> {
  let groups = new Map<string, Map<string, T>>();

  const put = (object: T): void => {
    const group = groups.get(groupOf(object)) ?? new Map<string, T>();
    groups.set(groupOf(object), group.set(object.metadata.uid, object));
  };
  const drop = (object: T): void => {
    const group = groups.get(groupOf(object));
    group?.delete(object.metadata.uid);
    if (group?.size === 0) groups.delete(groupOf(object));
  };
  const members = (group: string): readonly T[] => [...(groups.get(group)?.values() ?? [])];

  existing.forEach(put);
  subscribe(({ type, object, old }) => {
    if (old && (type === 'DELETED' || groupOf(old) !== groupOf(object))) drop(old);
    if (type === 'DELETED') drop(object);
    else put(object);
  });

  return {
    of: members,
    orphans: (namespace) => members(`/${namespace}`),
    save: () => {
      const saved = copy(groups);
      return () => {
        groups = copy(saved);
      };
    },
  };
}

/** A uid has no slash. */
function groupOf(object: Owned): string {
  return controllerOf(object)?.uid ?? `/${object.metadata.namespace ?? ''}`;
}

function copy<T>(groups: ReadonlyMap<string, ReadonlyMap<string, T>>): Map<string, Map<string, T>> {
  return new Map([...groups].map(([uid, group]) => [uid, new Map(group)]));
}
