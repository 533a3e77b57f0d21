import type { KubeObject } from '#cluster/api/object.ts';
import { insertSorted, removeSorted } from './sorted.ts';

/** What an index reads from an object: the values under which it is found. */
export type Index = `label:${string}` | 'owner' | 'node';

/** The objects of one resource in one namespace, in order of name. */
export interface Bucket {
  /** The save after which it may be written in place. */
  readonly since: number;
  readonly names: string[];
  readonly objects: Map<string, KubeObject>;
  /** Built when first asked for: index, then value, to sorted names. */
  readonly indexes: Map<Index, Map<string, string[]>>;
}

export function createBucket(since: number): Bucket {
  return { since, names: [], objects: new Map(), indexes: new Map() };
}

/** Indexes are not copied: the next reader builds those it needs. */
export function copyBucket(bucket: Bucket, since: number): Bucket {
  return {
    since,
    names: [...bucket.names],
    objects: new Map(bucket.objects),
    indexes: new Map(),
  };
}

/** Puts, or removes where `next` is undefined. */
export function writeBucket(bucket: Bucket, name: string, next: KubeObject | undefined): void {
  const old = bucket.objects.get(name);
  if (next) {
    if (!old) insertSorted(bucket.names, name);
    bucket.objects.set(name, next);
  } else if (old) {
    removeSorted(bucket.names, name);
    bucket.objects.delete(name);
  }
  for (const [index, values] of bucket.indexes) reindex(values, index, { name, old, next });
}

interface Replacement {
  name: string;
  old: KubeObject | undefined;
  next: KubeObject | undefined;
}

function reindex(
  values: Map<string, string[]>,
  index: Index,
  { name, old, next }: Replacement,
): void {
  const before = old ? valuesOf(old, index) : [];
  const after = next ? valuesOf(next, index) : [];
  for (const value of before) {
    if (after.includes(value)) continue;
    const names = values.get(value);
    if (!names) continue;
    removeSorted(names, name);
    if (names.length === 0) values.delete(value);
  }
  for (const value of after) if (!before.includes(value)) addTo(values, value, name);
}

function addTo(values: Map<string, string[]>, value: string, name: string): void {
  const names = values.get(value);
  if (names) insertSorted(names, name);
  else values.set(value, [name]);
}

/** Names of the objects that have this value, in order. */
export function namesBy(bucket: Bucket, index: Index, value: string): readonly string[] {
  let values = bucket.indexes.get(index);
  if (!values) {
    values = new Map();
    for (const name of bucket.names) {
      const object = bucket.objects.get(name);
      for (const of of object ? valuesOf(object, index) : []) addTo(values, of, name);
    }
    bucket.indexes.set(index, values);
  }
  return values.get(value) ?? [];
}

function valuesOf(object: KubeObject, index: Index): readonly string[] {
  if (index === 'owner') return (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
  if (index === 'node') {
    const node = nodeOf(object);
    return node === undefined ? [] : [node];
  }
  const key = index.slice('label:'.length);
  const { labels } = object.metadata;
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  return value === undefined ? [] : [value];
}

function nodeOf({ spec }: KubeObject): string | undefined {
  if (typeof spec !== 'object' || spec === null || !('nodeName' in spec)) return undefined;
  return typeof spec.nodeName === 'string' ? spec.nodeName : undefined;
}
