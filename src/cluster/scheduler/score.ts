import { matchesTerm } from './node-affinity.ts';
import type { NodeLoad } from './node-load.ts';
import type { Surroundings } from './filters.ts';
import { scoreByPods } from './pod-affinity.ts';
import { scoredRequests, type Pod } from './requests.ts';
import { crowding } from './spread.ts';
import { tolerates } from './taints.ts';

/** A measure of each candidate, and what it weighs once brought to 0…100 (the default weights of the plugins). */
const measures: readonly {
  weight: number;
  isBetterLow?: boolean;
  measure: (pod: Pod, load: NodeLoad, around: Surroundings) => number;
}[] = [
  {
    weight: 3,
    isBetterLow: true,
    measure: (pod, { node }) =>
      (node?.spec?.taints ?? []).filter(
        (taint) =>
          taint.effect === 'PreferNoSchedule' && !tolerates(pod.spec?.tolerations ?? [], taint),
      ).length,
  },
  {
    weight: 2,
    measure: ({ spec }, { node }) =>
      (spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).reduce(
        (sum, { weight, preference }) =>
          node && matchesTerm(preference, node) ? sum + weight : sum,
        0,
      ),
  },
  { weight: 2, isBetterLow: true, measure: (pod, load, { all }) => crowding(pod, load, all) },
  {
    // The default soft constraints: apart from the pods of the same owner.
    weight: 2,
    isBetterLow: true,
    measure: ({ metadata }, { owned }) =>
      owned.get(metadata.ownerReferences?.find(({ controller }) => controller)?.uid ?? '') ?? 0,
  },
  { weight: 2, measure: scoreByPods },
];

/** The candidates with the best score. The scheduler draws one of them. */
export function bestOf(
  pod: Pod,
  candidates: readonly NodeLoad[],
  around: Surroundings,
): readonly NodeLoad[] {
  const scores = candidates.map((load) => leastAllocated(pod, load) + balanced(pod, load));
  for (const { weight, isBetterLow = false, measure } of measures) {
    const measured = candidates.map((load) => measure(pod, load, around));
    const low = Math.min(...measured);
    const range = Math.max(...measured) - low;
    if (range === 0) continue;
    measured.forEach((value, index) => {
      const share = Math.floor((100 * (value - low)) / range);
      scores[index] = (scores[index] ?? 0) + weight * (isBetterLow ? 100 - share : share);
    });
  }
  const best = Math.max(...scores);
  return candidates.filter((_, index) => scores[index] === best);
}

function usage(pod: Pod, { allocatable, cpu, memory }: NodeLoad): readonly [number, number] {
  const asked = scoredRequests(pod);
  return [
    Math.min(1, (cpu + asked.cpu) / (allocatable.get('cpu') ?? 1)),
    Math.min(1, (memory + asked.memory) / (allocatable.get('memory') ?? 1)),
  ];
}

/** plugins/noderesources/least_allocated.go. */
function leastAllocated(pod: Pod, load: NodeLoad): number {
  const [cpu, memory] = usage(pod, load);
  return Math.floor((Math.floor((1 - cpu) * 100) + Math.floor((1 - memory) * 100)) / 2);
}

/** plugins/noderesources/balanced_allocation.go: the less CPU and memory differ, the better. */
function balanced(pod: Pod, load: NodeLoad): number {
  const [cpu, memory] = usage(pod, load);
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
}
