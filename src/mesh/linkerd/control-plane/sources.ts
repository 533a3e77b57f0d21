import type { Api } from '#cluster/api/api.ts';
import { at, isEqual } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';

/**
 * What a controller knows of the cluster: some kinds of objects, and a revision that moves a little after any of them has changed,
 * as an informer sees it.
 */
export interface Sources<Kind extends string> {
  /** None of a kind that is not served. */
  readonly list: <K extends Kind>(kind: K) => readonly ObjectOf<K>[];
  readonly revision: () => number;
  /** Another value at each revision, and never one of a time that was undone. */
  readonly epoch: () => object;
  readonly stop: () => void;
  readonly save: () => Restore;
}

/** A value made of the objects, kept until the next revision. */
export function perRevision<T>(sources: Pick<Sources<never>, 'epoch'>, compute: () => T): () => T {
  let made: { readonly epoch: object; readonly value: T } | undefined;
  return () => {
    const epoch = sources.epoch();
    if (made?.epoch !== epoch) made = { epoch, value: compute() };
    return made.value;
  };
}

interface Parts<Kind extends string> {
  readonly api: Api;
  readonly clock: Clock;
  readonly kinds: readonly Kind[];
  /** Told at each revision which kinds have changed. */
  readonly onRevision?: (changed: ReadonlySet<Kind>) => void;
}

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly old?: KubeObject;
}

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
/** From a change to the informer that has seen it. */
const delayMs = 15;

export function createSources<Kind extends string>(parts: Parts<Kind>): Sources<Kind> {
  const { api, clock } = parts;
  let dirty = new Set<Kind>();
  let revision = 1;
  let epoch = {};
  let isStopped = false;

  const settle = (): void => {
    if (isStopped || dirty.size === 0) return;
    const changed = dirty;
    dirty = new Set();
    revision += 1;
    epoch = {};
    parts.onRevision?.(changed);
  };
  const watches = watchServed(parts, (kind) => {
    if (dirty.size === 0) clock.after(delayMs, settle);
    dirty.add(kind);
  });

  return {
    list: (kind) => (watches.has(kind) ? api.list(kind) : []),
    revision: () => revision,
    epoch: () => epoch,
    stop: () => {
      isStopped = true;
      watches.stop();
    },
    save: () => {
      const saved = { revision, epoch, isStopped };
      const savedDirty = new Set(dirty);
      const restore = watches.save();
      return () => {
        ({ revision, epoch, isStopped } = saved);
        dirty = new Set(savedDirty);
        restore();
      };
    },
  };
}

/** Watches each kind for as long as it is served: definitions come and go. */
function watchServed<Kind extends string>(
  { api, kinds }: Pick<Parts<Kind>, 'api' | 'kinds'>,
  changed: (kind: Kind) => void,
) {
  let watches = new Map<string, () => void>();
  const attach = (kind: Kind): void => {
    const hear = (change: Change): void => {
      if (isNews(kind, change)) changed(kind);
    };
    watches.set(kind, api.watch<string>(kind, hear));
  };
  const detach = (kind: Kind): void => {
    watches.get(kind)?.();
    watches.delete(kind);
  };
  const served = (): readonly Kind[] => {
    const names = new Set<string>(api.resources());
    return kinds.filter((kind) => names.has(kind));
  };
  served().forEach(attach);
  const definitionsChanged = (): void => {
    const now = new Set(served());
    for (const kind of kinds.filter((each) => now.has(each) !== watches.has(each))) {
      if (now.has(kind)) attach(kind);
      else detach(kind);
      changed(kind);
    }
  };
  watches.set(definitions, api.watch(definitions, definitionsChanged));
  return {
    has: (kind: Kind): boolean => watches.has(kind),
    stop: (): void => {
      for (const stop of watches.values()) stop();
      watches = new Map();
    },
    save: (): Restore => {
      const saved = new Map(watches);
      return () => {
        watches = new Map(saved);
      };
    },
  };
}

type Paths = readonly (readonly string[])[];

const metadata: Paths = [
  ['metadata', 'labels'],
  ['metadata', 'annotations'],
  ['metadata', 'deletionTimestamp'],
];

/** Where only these parts matter; of other kinds all of the spec does, and the status of routes. */
const parts: Readonly<Record<string, Paths>> = {
  pods: [...metadata, ['status', 'podIP'], ['status', 'phase'], ['spec', 'nodeName']],
  nodes: [['metadata', 'labels']],
  namespaces: metadata,
  'endpointslices.discovery.k8s.io': [...metadata, ['endpoints'], ['ports']],
};
const otherwise: Paths = [...metadata, ['spec'], ['status']];

/** Most of what changes in a cluster (heartbeats, statuses) is nothing to a controller. */
function isNews(kind: string, { type, object, old }: Change): boolean {
  if (type !== 'MODIFIED' || old === undefined) return true;
  const paths = parts[kind] ?? otherwise;
  return !paths.every((path) => isEqual(at(object, ...path), at(old, ...path)));
}
