import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { Api } from '#cluster/api/api.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import type { Place } from './place.ts';

/** NetworkPolicies as kindnet enforces them: what no rule allows is dropped. */
export interface Policies {
  allows: (from: Place, to: Place, port: number, protocol?: 'TCP' | 'UDP') => boolean;
  save: () => Restore;
}

type Pod = ObjectOf<'pods'>;
interface Rule {
  peers: readonly INetworkPolicyPeer[] | undefined;
  ports: readonly INetworkPolicyPort[] | undefined;
}

interface Traffic {
  peer: Pod | undefined;
  peerIp: string;
  target: Pod;
  port: number;
  protocol: string;
}

const resource = 'networkpolicies.networking.k8s.io';

/** What policies speak of, kept by watching. */
interface Known {
  policies: Map<string, KubeObject>;
  /** By address. */
  pods: Map<string, Pod>;
  namespaces: Map<string, ObjectOf<'namespaces'>>;
}

export function createPolicies(api: Pick<Api, 'list' | 'watch'>): Policies {
  const known: Known = { policies: new Map(), pods: new Map(), namespaces: new Map() };
  keep(api, known);
  return {
    allows: (from, to, port, protocol = 'TCP') => {
      // The kubelet of its own node always reaches a pod.
      if (known.policies.size === 0 || from === to || from.kind === 'node') return true;
      const [source, target] = [known.pods.get(from.ip), known.pods.get(to.ip)];
      const common = { port, protocol };
      const out = source && { ...common, peer: target, peerIp: to.ip, target: target ?? source };
      if (out && !passes(known, source, 'Egress', out)) return false;
      const into = target && { ...common, peer: source, peerIp: from.ip, target };
      return !into || passes(known, target, 'Ingress', into);
    },
    save: () => {
      const saved = copyOf(known);
      return () => {
        Object.assign(known, copyOf(saved));
      };
    },
  };
}

function copyOf({ policies, pods, namespaces }: Known): Known {
  return {
    policies: new Map(policies),
    pods: new Map(pods),
    namespaces: new Map(namespaces),
  };
}

function keep(api: Pick<Api, 'list' | 'watch'>, known: Known): void {
  const setPod = (pod: Pod): void => {
    const ip = pod.status?.podIP;
    if (ip !== undefined && pod.spec?.hostNetwork !== true) known.pods.set(ip, pod);
  };
  for (const policy of api.list(resource)) known.policies.set(keyOf(policy), policy);
  for (const pod of api.list('pods')) setPod(pod);
  for (const namespace of api.list('namespaces'))
    known.namespaces.set(namespace.metadata.name, namespace);
  api.watch(resource, ({ type, object }) => {
    if (type === 'DELETED') known.policies.delete(keyOf(object));
    else known.policies.set(keyOf(object), object);
  });
  api.watch('pods', ({ type, object }) => {
    const ip = object.status?.podIP ?? '';
    if (type !== 'DELETED') setPod(object);
    // Another pod may have its address by now.
    else if (known.pods.get(ip)?.metadata.uid === object.metadata.uid) known.pods.delete(ip);
  });
  api.watch('namespaces', ({ type, object }) => {
    if (type === 'DELETED') known.namespaces.delete(object.metadata.name);
    else known.namespaces.set(object.metadata.name, object);
  });
}

/** True where no policy selects the pod, or some rule of some policy allows it. */
function passes(
  known: Known,
  pod: Pod,
  direction: 'Ingress' | 'Egress',
  traffic: Traffic,
): boolean {
  const namespace = pod.metadata.namespace ?? '';
  const selecting = [...known.policies.values()].filter((policy) => {
    const spec = specOf(policy);
    return (
      policy.metadata.namespace === namespace &&
      typesOf(spec).includes(direction) &&
      matchesSelector(spec.podSelector ?? {}, pod.metadata.labels)
    );
  });
  if (selecting.length === 0) return true;
  const rules = selecting.flatMap((policy) => rulesOf(specOf(policy), direction));
  return rules.some(
    ({ peers = [], ports = [] }) =>
      (peers.length === 0 || peers.some((peer) => matchesPeer(known, peer, traffic, namespace))) &&
      (ports.length === 0 || ports.some((port) => matchesPort(port, traffic))),
  );
}

function matchesPeer(
  known: Known,
  peer: INetworkPolicyPeer,
  { peer: pod, peerIp }: Traffic,
  namespace: string,
): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return isIn(peerIp, cidr) && !except.some((block) => isIn(peerIp, block));
  }
  if (!pod) return false;
  const of = pod.metadata.namespace ?? '';
  const isNamespace = peer.namespaceSelector
    ? matchesSelector(peer.namespaceSelector, known.namespaces.get(of)?.metadata.labels)
    : of === namespace;
  return (
    isNamespace && (!peer.podSelector || matchesSelector(peer.podSelector, pod.metadata.labels))
  );
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The API has validated it: this is its type. */
function specOf(policy: KubeObject): Partial<INetworkPolicySpec> {
  return (policy['spec'] ?? {}) as Partial<INetworkPolicySpec>;
}

function typesOf({ policyTypes, egress }: Partial<INetworkPolicySpec>): readonly string[] {
  return policyTypes ?? ['Ingress', ...(egress ? ['Egress'] : [])];
}

function rulesOf(
  { ingress = [], egress = [] }: Partial<INetworkPolicySpec>,
  direction: string,
): readonly Rule[] {
  return direction === 'Ingress'
    ? ingress.map((rule) => ({ peers: rule.from, ports: rule.ports }))
    : egress.map((rule) => ({ peers: rule.to, ports: rule.ports }));
}

/** By number, by range, or by the name that a container of the pod gives it. */
function matchesPort(
  { port, endPort, protocol = 'TCP' }: INetworkPolicyPort,
  traffic: Traffic,
): boolean {
  if (protocol !== traffic.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return traffic.port >= port && traffic.port <= (endPort ?? port);
  const named = (traffic.target.spec?.containers ?? []).flatMap(({ ports = [] }) => ports);
  return named.some(({ name, containerPort }) => name === port && containerPort === traffic.port);
}

function isIn(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const shift = 32 - Number(bits);
  return shift >= 32 || numberOf(ip) >>> shift === numberOf(base) >>> shift;
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}
