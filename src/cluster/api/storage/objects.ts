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
  /** With a slash at the end, as in etcd's keys: `a-b/` comes before `a/`. */
  readonly namespaces: string[];
  readonly buckets: Map<string, Bucket>;
}

/** Objects by resource, namespace and name. A save shares everything; what is written afterwards is copied first. */
export function createObjects() {
  let resources = new Map<string, Resource>();
  /** Counts saves: what was made before the last one is shared with it. */
  let saves = 0;

  const writableResource = (name: string): Resource => {
    const found = resources.get(name);
    if (found?.since === saves) return found;
    const resource: Resource = {
      since: saves,
      namespaces: [...(found?.namespaces ?? [])],
      buckets: new Map(found?.buckets),
    };
    resources.set(name, resource);
    return resource;
  };
  const writableBucket = ({ resource: name, namespace }: Place): Bucket => {
    const resource = writableResource(name);
    const found = resource.buckets.get(namespace);
    if (found?.since === saves) return found;
    if (!found) insertSorted(resource.namespaces, `${namespace}/`);
    const bucket = found ? copyBucket(found, saves) : createBucket(saves);
    resource.buckets.set(namespace, bucket);
    return bucket;
  };

  return {
    get: ({ resource, namespace, name }: Place): KubeObject | undefined =>
      resources.get(resource)?.buckets.get(namespace)?.objects.get(name),
    list: (resource: string, lookup: Lookup = {}): readonly KubeObject[] =>
      listOf(resources.get(resource), lookup),
    count: (resource: string): number => {
      let total = 0;
      for (const { names } of resources.get(resource)?.buckets.values() ?? [])
        total += names.length;
      return total;
    },
    write: (place: Place, object: KubeObject | undefined): void =>
      writeBucket(writableBucket(place), place.name, object),
    save: (): Restore => {
      saves += 1;
      const saved = new Map(resources);
      return () => {
        saves += 1;
        resources = new Map(saved);
      };
    },
  };
}

function listOf(resource: Resource | undefined, { namespace, by }: Lookup): readonly KubeObject[] {
  if (!resource) return [];
  const found: KubeObject[] = [];
  const namespaces =
    namespace === undefined ? resource.namespaces.map((key) => key.slice(0, -1)) : [namespace];
  for (const at of namespaces) {
    const bucket = resource.buckets.get(at);
    if (!bucket) continue;
    for (const name of by ? namesBy(bucket, by.index, by.value) : bucket.names) {
      const object = bucket.objects.get(name);
      if (object) found.push(object);
    }
  }
  return found;
}
