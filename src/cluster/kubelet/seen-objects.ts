import type { Api, ObjectKey } from '#cluster/api/api.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';

type Mountable = 'configmaps' | 'secrets';

/** ConfigMaps or Secrets as the pods that mount them see them. */
export interface SeenObjects<R extends Mountable> {
  find: (uid: string, at: ObjectKey) => ObjectOf<R> | undefined;
  /** The pod is gone. */
  drop: (uid: string) => void;
  save: () => Restore;
}

interface Seen<R extends Mountable> {
  readonly object: ObjectOf<R>;
  /** When it was mounted: the kubelet looks again from then on. */
  readonly since: number;
}

/** The kubelet looks at its pods' volumes about once a minute (syncFrequency, with its jitter). */
const lookMs = 60_000;
const jitterMs = 30_000;

/** A change is seen when the kubelet next looks, not before; what is deleted stays as it was. */
export function createSeenObjects<R extends Mountable>(
  api: Api,
  clock: Clock,
  resource: R,
): SeenObjects<R> {
  let seen = new Map<string, ReadonlyMap<string, Seen<R>>>();
  let changed = new Map<string, number>();
  api.watch<Mountable>(resource, ({ type, object }) => {
    if (type === 'MODIFIED') changed.set(object.metadata.uid, clock.now());
    if (type === 'DELETED') changed.delete(object.metadata.uid);
  });
  const isSeen = (uid: string, since: number, { metadata }: ObjectOf<Mountable>): boolean => {
    const every = lookMs + (Number.parseInt(uid.slice(0, 4), 16) % jitterMs);
    const lastLook = since + Math.floor((clock.now() - since) / every) * every;
    return (changed.get(metadata.uid) ?? Date.parse(metadata.creationTimestamp)) <= lastLook;
  };
  return {
    find: (uid, at) => {
      const known = seen.get(uid)?.get(at.name);
      const found = api.find(resource, at);
      if (!found) return known?.object;
      if (known && (known.object === found || !isSeen(uid, known.since, found))) {
        return known.object;
      }
      const since = known?.since ?? clock.now();
      seen.set(uid, new Map(seen.get(uid)).set(at.name, { object: found, since }));
      return found;
    },
    drop: (uid) => seen.delete(uid),
    save: () => {
      const saved = { seen: new Map(seen), changed: new Map(changed) };
      return () => {
        seen = new Map(saved.seen);
        changed = new Map(saved.changed);
      };
    },
  };
}
