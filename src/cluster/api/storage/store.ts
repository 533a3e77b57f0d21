import type { Restore } from '#cluster/clock/clock.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import {
  type Bucket,
  copyBucket,
  createBucket,
  type Index,
  namesBy,
  writeBucket,
} from './bucket.ts';
import { insertSorted } from './sorted.ts';

/** One committed change. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly revision: number;
  readonly object: KubeObject;
  readonly old?: KubeObject;
}

/** Where an object is: no namespace is the empty one. */
export interface Place {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Lookup {
  namespace?: string | undefined;
  /** Looks only at the objects under this value of an index. */
  by?: { index: Index; value: string } | undefined;
}

interface Resource {
  readonly since: number;
  readonly namespaces: string[];
  readonly buckets: Map<string, Bucket>;
}

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
  /** Told after each commit. `ended` when the store goes back to a saved state that did not know the listener. */
  listen: (resource: string, listener: Listener) => () => void;
  save: () => Restore;
}

export interface Listener {
  onChange: (change: Change) => void;
  onEnd?: () => void;
}

/** etcd keeps five minutes; this many changes are more than a client needs between its list and its watch. */
const logLimit = 2000;

export function createStore(): Store {
  let resources = new Map<string, Resource>();
  let listeners = new Map<string, ReadonlySet<Listener>>();
  let log: Change[] = [];
  let revision = 0;
  /** Counts saves: what was made before the last one is shared with it, and copied before it is written. */
  let saves = 0;

  const writable = ({ resource: name, namespace }: Place): Bucket => {
    let resource = resources.get(name);
    if (!resource || resource.since !== saves) {
      resource = {
        since: saves,
        namespaces: [...(resource?.namespaces ?? [])],
        buckets: new Map(resource?.buckets),
      };
      resources.set(name, resource);
    }
    let bucket = resource.buckets.get(namespace);
    if (!bucket || bucket.since !== saves) {
      if (!bucket) insertSorted(resource.namespaces, namespace);
      bucket = bucket ? copyBucket(bucket, saves) : createBucket(saves);
      resource.buckets.set(namespace, bucket);
    }
    return bucket;
  };
  const get = ({ resource, namespace, name }: Place): KubeObject | undefined =>
    resources.get(resource)?.buckets.get(namespace)?.objects.get(name);
  const tell = (change: Change): void => {
    log.push(change);
    if (log.length > 2 * logLimit) log = log.slice(-logLimit);
    for (const listener of listeners.get(change.resource) ?? []) listener.onChange(change);
  };

  return {
    revision: () => revision,
    oldest: () => (log[0]?.revision ?? revision + 1) - 1,
    get,
    list: (resource, lookup = {}) => listOf(resources.get(resource), lookup),
    count: (resource) => {
      let total = 0;
      for (const bucket of resources.get(resource)?.buckets.values() ?? []) {
        total += bucket.names.length;
      }
      return total;
    },
    put: (place, object) => {
      const old = get(place);
      revision += 1;
      const stored = stamp(object, revision);
      writeBucket(writable(place), place.name, stored);
      tell({
        type: old ? 'MODIFIED' : 'ADDED',
        resource: place.resource,
        revision,
        object: stored,
        ...(old ? { old } : {}),
      });
      return stored;
    },
    remove: (place) => {
      const old = get(place);
      if (!old) return undefined;
      revision += 1;
      writeBucket(writable(place), place.name, undefined);
      const last = stamp(old, revision);
      tell({ type: 'DELETED', resource: place.resource, revision, object: last, old });
      return last;
    },
    since: (from) => {
      const oldest = (log[0]?.revision ?? revision + 1) - 1;
      if (from < oldest) return undefined;
      return log.slice(Math.max(0, log.length - (revision - from)));
    },
    listen: (resource, listener) => {
      // A new set at each change: a listener may leave while others are being told.
      listeners.set(resource, new Set([...(listeners.get(resource) ?? []), listener]));
      return () => {
        const rest = new Set(listeners.get(resource));
        rest.delete(listener);
        listeners.set(resource, rest);
      };
    },
    save: () => {
      saves += 1;
      const saved = {
        resources: new Map(resources),
        listeners: new Map(listeners),
        log: [...log],
        revision,
      };
      return () => {
        saves += 1;
        const gone = strangers(listeners, saved.listeners);
        resources = new Map(saved.resources);
        listeners = new Map(saved.listeners);
        log = [...saved.log];
        revision = saved.revision;
        for (const listener of gone) listener.onEnd?.();
      };
    },
  };
}

/** Listeners that can end (watches of clients), and those that a saved state does not know. */
function strangers(
  now: ReadonlyMap<string, ReadonlySet<Listener>>,
  then: ReadonlyMap<string, ReadonlySet<Listener>>,
): readonly Listener[] {
  return [...now].flatMap(([resource, set]) =>
    [...set].filter((listener) => !then.get(resource)?.has(listener)),
  );
}

function stamp(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function listOf(resource: Resource | undefined, { namespace, by }: Lookup): readonly KubeObject[] {
  if (!resource) return [];
  const found: KubeObject[] = [];
  for (const at of namespace === undefined ? resource.namespaces : [namespace]) {
    const bucket = resource.buckets.get(at);
    if (!bucket) continue;
    for (const name of by ? namesBy(bucket, by.index, by.value) : bucket.names) {
      const object = bucket.objects.get(name);
      if (object) found.push(object);
    }
  }
  return found;
}
