import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import { add, amounts, podRequests, scoredRequests, type Amounts, type Pod } from './requests.ts';

export type Node = ObjectOf<'nodes'>;

/** A node and the sum of what its pods ask for, kept up to date pod by pod. */
export interface NodeLoad {
  readonly name: string;
  node: Node | undefined;
  allocatable: Amounts;
  readonly requested: Map<string, number>;
  /** As scoring counts them. */
  cpu: number;
  memory: number;
  /** Its pods, by uid. */
  readonly pods: Map<string, Pod>;
  /** How many of them each controller owns. */
  readonly owned: Map<string, number>;
  /** Pods that use each host port: `TCP/8080`. */
  readonly ports: Map<string, number>;
  /** Pods with a required anti-affinity of their own. */
  readonly exclusive: Map<string, Pod>;
}

export interface NodeLoads {
  /** Nodes that exist, by name. */
  all: () => readonly NodeLoad[];
  find: (name: string) => NodeLoad | undefined;
  putNode: (node: Node) => void;
  dropNode: (name: string) => void;
  putPod: (pod: Pod) => void;
  /** False when the pod was on no node. */
  dropPod: (uid: string) => boolean;
  save: () => Restore;
}

export function createNodeLoads(): NodeLoads {
  let loads = new Map<string, NodeLoad>();
  let nodeOf = new Map<string, string>();

  const load = (name: string): NodeLoad => {
    const known = loads.get(name) ?? emptyLoad(name);
    loads.set(name, known);
    return known;
  };
  const dropPod = (uid: string): boolean => {
    const name = nodeOf.get(uid);
    const pod = name === undefined ? undefined : loads.get(name)?.pods.get(uid);
    if (name === undefined || !pod) return false;
    countPod(load(name), pod, -1);
    nodeOf.delete(uid);
    return true;
  };

  return {
    all: () =>
      [...loads.values()].filter(({ node }) => node).sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => loads.get(name),
    putNode: (node) => {
      const known = load(node.metadata.name);
      known.node = node;
      known.allocatable = amounts(node.status?.allocatable);
    },
    dropNode: (name) => {
      load(name).node = undefined;
    },
    putPod: (pod) => {
      const name = pod.spec?.nodeName ?? '';
      const known = load(name).pods.get(pod.metadata.uid);
      if (known && known.spec === pod.spec && known.metadata.labels === pod.metadata.labels) return;
      dropPod(pod.metadata.uid);
      countPod(load(name), pod, 1);
      nodeOf.set(pod.metadata.uid, name);
    },
    dropPod,
    save: () => {
      const saved = [...loads.values()].map(copyLoad);
      const savedNodes = new Map(nodeOf);
      return () => {
        loads = new Map(saved.map((one) => [one.name, copyLoad(one)]));
        nodeOf = new Map(savedNodes);
      };
    },
  };
}

/** Adds a pod to what a node carries, or takes it off. */
export function countPod(load: NodeLoad, pod: Pod, sign: 1 | -1): void {
  const { uid, ownerReferences } = pod.metadata;
  const scored = scoredRequests(pod);
  load.cpu += sign * scored.cpu;
  load.memory += sign * scored.memory;
  add(load.requested, podRequests(pod), sign);
  const owner = ownerReferences?.find(({ controller }) => controller)?.uid;
  if (owner !== undefined) tally(load.owned, owner, sign);
  for (const port of hostPorts(pod)) tally(load.ports, port, sign);
  if (sign === 1) load.pods.set(uid, pod);
  else load.pods.delete(uid);
  if (pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution) {
    if (sign === 1) load.exclusive.set(uid, pod);
    else load.exclusive.delete(uid);
  }
}

function tally(counts: Map<string, number>, key: string, by: number): void {
  const sum = (counts.get(key) ?? 0) + by;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}

export function hostPorts({ spec }: Pod): readonly string[] {
  return (spec?.containers ?? []).flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) =>
      hostPort ? [`${protocol}/${hostPort}`] : [],
    ),
  );
}

function emptyLoad(name: string): NodeLoad {
  return {
    name,
    node: undefined,
    allocatable: new Map(),
    requested: new Map(),
    cpu: 0,
    memory: 0,
    pods: new Map(),
    owned: new Map(),
    ports: new Map(),
    exclusive: new Map(),
  };
}

export function copyLoad(load: NodeLoad): NodeLoad {
  return {
    ...load,
    requested: new Map(load.requested),
    pods: new Map(load.pods),
    owned: new Map(load.owned),
    ports: new Map(load.ports),
    exclusive: new Map(load.exclusive),
  };
}
