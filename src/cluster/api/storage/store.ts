import type { Restore } from '#cluster/clock/clock.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { type Change, createChanges, type Listener } from './changes.ts';
import { createObjects, type Lookup, type Place } from './objects.ts';

/** All objects of all kinds, and the last changes to them. Values are immutable. */
export interface Store {
  /** The revision of the last commit: resourceVersion of every list. */
  revision: () => number;
  /** The oldest revision from which every later change is still known. */
  oldest: () => number;
  get: (place: Place) => KubeObject | undefined;
  list: (resource: string, lookup?: Lookup) => readonly KubeObject[];
  count: (resource: string) => number;
  /** Commits at the next revision, which it gives to the object. */
  put: (place: Place, object: KubeObject) => KubeObject;
  remove: (place: Place) => KubeObject | undefined;
  /** The changes after a revision; undefined when it is too old. */
  since: (revision: number) => readonly Change[] | undefined;
  /** Told after each commit. */
  listen: (resource: string, listener: Listener) => () => void;
  save: () => Restore;
}

export function createStore(): Store {
  const objects = createObjects();
  const changes = createChanges();
  return {
    ...changes,
    get: objects.get,
    list: objects.list,
    count: objects.count,
    put: (place, object) => {
      const old = objects.get(place);
      const revision = changes.next();
      const stored = stamp(object, revision);
      objects.write(place, stored);
      const { resource } = place;
      const type = old ? 'MODIFIED' : 'ADDED';
      changes.tell({ type, resource, revision, object: stored, ...(old ? { old } : {}) });
      return stored;
    },
    remove: (place) => {
      const old = objects.get(place);
      if (!old) return undefined;
      const revision = changes.next();
      objects.write(place, undefined);
      const object = stamp(old, revision);
      changes.tell({ type: 'DELETED', resource: place.resource, revision, object, old });
      return object;
    },
    save: () => {
      const restores = [objects.save(), changes.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
}

function stamp(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
