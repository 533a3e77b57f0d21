import { matchesNode } from './node-affinity.ts';
import { hostPorts, type NodeLoad } from './node-load.ts';
import { refuseByPods, type NamespaceLabels } from './pod-affinity.ts';
import { podRequests, type Amounts, type Pod } from './requests.ts';
import { refuseBySpread } from './spread.ts';
import { tolerates } from './taints.ts';
import { reachesVolumes, type VolumeNeeds } from './volumes.ts';

/** Why a pod may not go to a node; `isFinal` where evicting other pods would not help. */
export interface Refusal {
  readonly reasons: readonly string[];
  readonly isFinal: boolean;
}

export interface Surroundings {
  readonly all: readonly NodeLoad[];
  readonly namespaceLabels: NamespaceLabels;
  readonly needs: VolumeNeeds;
}

/** The default filter plugins, in their order: the first that refuses says why (pkg/scheduler/framework/plugins, v1.35). */
export function refuse(pod: Pod, load: NodeLoad, around: Surroundings): Refusal | undefined {
  const { node } = load;
  const { spec } = pod;
  if (!node) return undefined;
  const tolerations = spec?.tolerations ?? [];
  const cordon = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
  if (node.spec?.unschedulable && !tolerates(tolerations, cordon)) {
    return final('node(s) were unschedulable');
  }
  const isTainted = (node.spec?.taints ?? []).some(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(tolerations, taint),
  );
  if (isTainted) return final('node(s) had untolerated taint(s)');
  if (!matchesNode(pod, node)) return final("node(s) didn't match Pod's node affinity/selector");
  if (hostPorts(pod).some((port) => load.ports.has(port))) {
    return {
      reasons: ["node(s) didn't have free ports for the requested pod ports"],
      isFinal: false,
    };
  }
  const short = refuseByResources(podRequests(pod), load);
  if (short) return short;
  if (!reachesVolumes(around.needs, node)) {
    return final("node(s) didn't match PersistentVolume's node affinity");
  }
  const reason = refuseBySpread(pod, load, around.all) ?? refuseByPods(pod, load, around);
  if (reason === undefined) return undefined;
  const isFinal = reason.endsWith('label)') || reason.endsWith('pod affinity rules');
  return { reasons: [reason], isFinal };
}

function final(reason: string): Refusal {
  return { reasons: [reason], isFinal: true };
}

function refuseByResources(requests: Amounts, load: NodeLoad): Refusal | undefined {
  const reasons: string[] = [];
  let isFinal = false;
  if (load.pods.size + 1 > (load.allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of requests) {
    if (amount === 0) continue;
    const allocatable = load.allocatable.get(name) ?? 0;
    if (amount <= allocatable - (load.requested.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    isFinal ||= amount > allocatable;
  }
  return reasons.length > 0 ? { reasons, isFinal } : undefined;
}
