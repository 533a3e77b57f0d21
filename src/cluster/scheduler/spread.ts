import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import { matchesSelector } from '#cluster/label-selector.ts';
import { matchesNode } from './node-affinity.ts';
import type { NodeLoad } from './node-load.ts';
import type { Pod } from './requests.ts';
import { tolerates } from './taints.ts';

const mismatch = "node(s) didn't match pod topology spread constraints";

/** Hard topology spread constraints (plugins/podtopologyspread/filtering.go). */
export function refuseBySpread(
  pod: Pod,
  load: NodeLoad,
  all: readonly NodeLoad[],
): string | undefined {
  for (const constraint of pod.spec?.topologySpreadConstraints ?? []) {
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') continue;
    const domain = load.node?.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined) return `${mismatch} (missing required label)`;
    const counts = domainCounts(pod, constraint, all);
    const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
    const self = matchesSelector(selectorOf(pod, constraint), pod.metadata.labels) ? 1 : 0;
    if ((counts.get(domain) ?? 0) + self - least > constraint.maxSkew) return mismatch;
  }
  return undefined;
}

/** Pods that soft constraints count in this node's domains: the fewer the better. */
export function crowding(pod: Pod, load: NodeLoad, all: readonly NodeLoad[]): number {
  let sum = 0;
  for (const constraint of pod.spec?.topologySpreadConstraints ?? []) {
    const domain = load.node?.metadata.labels?.[constraint.topologyKey];
    if (domain !== undefined) sum += domainCounts(pod, constraint, all).get(domain) ?? 0;
  }
  return sum;
}

function domainCounts(
  pod: Pod,
  constraint: ITopologySpreadConstraint,
  all: readonly NodeLoad[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const selector = selectorOf(pod, constraint);
  for (const { node, pods } of all) {
    const domain = node?.metadata.labels?.[constraint.topologyKey];
    if (!node || domain === undefined) continue;
    if (constraint.nodeAffinityPolicy !== 'Ignore' && !matchesNode(pod, node)) continue;
    if (constraint.nodeTaintsPolicy === 'Honor') {
      const taints = (node.spec?.taints ?? []).filter(
        ({ effect }) => effect !== 'PreferNoSchedule',
      );
      if (taints.some((taint) => !tolerates(pod.spec?.tolerations ?? [], taint))) continue;
    }
    let count = counts.get(domain) ?? 0;
    for (const { metadata } of pods.values()) {
      const isCounted =
        metadata.namespace === pod.metadata.namespace && !metadata.deletionTimestamp;
      if (isCounted && matchesSelector(selector, metadata.labels)) count += 1;
    }
    counts.set(domain, count);
  }
  return counts;
}

function selectorOf(pod: Pod, { labelSelector, matchLabelKeys = [] }: ITopologySpreadConstraint) {
  const own = matchLabelKeys.flatMap((key) => {
    const value = pod.metadata.labels?.[key];
    return value === undefined ? [] : [[key, value]];
  });
  return {
    ...labelSelector,
    matchLabels: { ...labelSelector?.matchLabels, ...Object.fromEntries(own) },
  };
}
