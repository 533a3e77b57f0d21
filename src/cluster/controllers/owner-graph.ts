import type { Restore } from '#cluster/clock/clock.ts';
import type { ObjectMeta } from '#cluster/api/object.ts';

/** Where an object is, for the collector: enough to find it again, and to know it from a later one of that name. */
export interface Node {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
  readonly owners: readonly string[];
  /** The owners that may not go before it. */
  readonly blocked: readonly string[];
  /** It is being deleted, once its dependents are gone or let go. */
  readonly isWaiting: boolean;
}

/** Who owns what, by uid: the graph of pkg/controller/garbagecollector. */
export interface OwnerGraph {
  put: (resource: string, metadata: ObjectMeta) => Node;
  drop: (uid: string) => void;
  find: (uid: string) => Node | undefined;
  dependents: (uid: string) => readonly Node[];
  save: () => Restore;
}

export function createOwnerGraph(): OwnerGraph {
  let nodes = new Map<string, Node>();
  let dependents = new Map<string, Set<string>>();

  const unlink = (uid: string): void => {
    for (const owner of nodes.get(uid)?.owners ?? []) {
      const owned = dependents.get(owner);
      owned?.delete(uid);
      if (owned?.size === 0) dependents.delete(owner);
    }
  };

  return {
    put: (resource, metadata) => {
      const before = nodes.get(metadata.uid);
      if (before && !before.isWaiting && !isChanged(before, metadata)) return before;
      const node = nodeOf(resource, metadata);
      unlink(node.uid);
      nodes.set(node.uid, node);
      for (const owner of node.owners) {
        dependents.set(owner, (dependents.get(owner) ?? new Set()).add(node.uid));
      }
      return node;
    },
    drop: (uid) => {
      unlink(uid);
      nodes.delete(uid);
    },
    find: (uid) => nodes.get(uid),
    dependents: (uid) => [...(dependents.get(uid) ?? [])].flatMap((one) => nodes.get(one) ?? []),
    save: () => {
      const saved = { nodes: new Map(nodes), dependents: copy(dependents) };
      return () => {
        nodes = new Map(saved.nodes);
        dependents = copy(saved.dependents);
      };
    },
  };
}

function isChanged(before: Node, { ownerReferences = [], deletionTimestamp }: ObjectMeta): boolean {
  return (
    deletionTimestamp !== undefined ||
    before.owners.length !== ownerReferences.length ||
    ownerReferences.some(({ uid }, index) => uid !== before.owners[index])
  );
}

function nodeOf(resource: string, metadata: ObjectMeta): Node {
  const { namespace, name, uid, ownerReferences = [], finalizers = [] } = metadata;
  const blocking = ownerReferences.filter(({ blockOwnerDeletion }) => blockOwnerDeletion === true);
  return {
    resource,
    namespace,
    name,
    uid,
    owners: ownerReferences.map((owner) => owner.uid),
    blocked: blocking.map((owner) => owner.uid),
    isWaiting:
      metadata.deletionTimestamp !== undefined &&
      (finalizers.includes('foregroundDeletion') || finalizers.includes('orphan')),
  };
}

function copy(sets: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  return new Map([...sets].map(([owner, uids]) => [owner, new Set(uids)]));
}
