import type { IPodAffinityTerm } from 'kubernetes-models/v1/PodAffinityTerm';
import { matchesSelector, type Labels } from '#cluster/label-selector.ts';
import type { NodeLoad } from './node-load.ts';
import type { Pod } from './requests.ts';

/** Labels of a namespace, for namespaceSelector. */
export type NamespaceLabels = (namespace: string) => Labels;

/** The required pod affinity and anti-affinity, both ways (plugins/interpodaffinity). Undefined when the pod may go there. */
export function refuseByPods(
  pod: Pod,
  load: NodeLoad,
  { all, namespaceLabels }: { all: readonly NodeLoad[]; namespaceLabels: NamespaceLabels },
): string | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const isNear = (term: IPodAffinityTerm): boolean =>
    neighbours(load, term.topologyKey, all).some(({ pods }) =>
      [...pods.values()].some((other) => matchesPod(term, pod, other, namespaceLabels)),
    );
  const exists = (term: IPodAffinityTerm): boolean =>
    all.some(({ pods }) =>
      [...pods.values()].some((other) => matchesPod(term, pod, other, namespaceLabels)),
    );
  // The first pod of a group that must stay together may go anywhere that has the topology.
  const isFirst = (term: IPodAffinityTerm): boolean =>
    hasTopology(load, term.topologyKey) &&
    matchesPod(term, pod, pod, namespaceLabels) &&
    !exists(term);
  const wanted = podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (wanted.some((term) => !isNear(term) && !isFirst(term))) {
    return "node(s) didn't match pod affinity rules";
  }
  const unwanted = podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (unwanted.some(isNear)) return "node(s) didn't match pod anti-affinity rules";
  const isRefused = all.some(({ exclusive }) =>
    [...exclusive.values()].some((other) =>
      (other.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
        .filter((term) => matchesPod(term, other, pod, namespaceLabels))
        .some((term) =>
          neighbours(load, term.topologyKey, all).some(({ pods }) => pods.has(other.metadata.uid)),
        ),
    ),
  );
  return isRefused ? "node(s) didn't satisfy existing pods anti-affinity rules" : undefined;
}

/** How many pods near this node each preferred term counts, weighted. */
export function scoreByPods(
  pod: Pod,
  load: NodeLoad,
  { all, namespaceLabels }: { all: readonly NodeLoad[]; namespaceLabels: NamespaceLabels },
): number {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const sum = (
    terms: readonly { weight: number; podAffinityTerm: IPodAffinityTerm }[] = [],
  ): number =>
    terms.reduce((total, { weight, podAffinityTerm: term }) => {
      const near = neighbours(load, term.topologyKey, all).flatMap(({ pods }) =>
        [...pods.values()].filter((other) => matchesPod(term, pod, other, namespaceLabels)),
      );
      return total + weight * near.length;
    }, 0);
  return (
    sum(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution) -
    sum(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution)
  );
}

/** Nodes of the same topology domain; none where the node has not that label. */
function neighbours(
  load: NodeLoad,
  topologyKey: string,
  all: readonly NodeLoad[],
): readonly NodeLoad[] {
  const value = load.node?.metadata.labels?.[topologyKey];
  return value === undefined
    ? []
    : all.filter(({ node }) => node?.metadata.labels?.[topologyKey] === value);
}

function hasTopology({ node }: NodeLoad, key: string): boolean {
  return node?.metadata.labels?.[key] !== undefined;
}

function matchesPod(
  term: IPodAffinityTerm,
  owner: Pod,
  { metadata }: Pod,
  namespaceLabels: NamespaceLabels,
): boolean {
  const { labelSelector, namespaces = [], namespaceSelector } = term;
  const namespace = metadata.namespace ?? '';
  const isInScope =
    namespaces.includes(namespace) ||
    (namespaceSelector
      ? matchesSelector(namespaceSelector, namespaceLabels(namespace))
      : namespaces.length === 0 && namespace === owner.metadata.namespace);
  return isInScope && matchesSelector(labelSelector, metadata.labels);
}
