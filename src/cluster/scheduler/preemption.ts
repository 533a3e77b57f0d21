import { refuse, type Refusal, type Surroundings } from './filters.ts';
import { copyLoad, countPod, type NodeLoad } from './node-load.ts';
import type { Pod } from './requests.ts';

export interface Preemption {
  readonly node: string;
  readonly victims: readonly Pod[];
}

/** Which less important pods to evict so that a pod fits, and where (plugins/defaultpreemption). */
export function findVictims(
  pod: Pod,
  refusals: ReadonlyMap<string, Refusal>,
  around: Surroundings,
): Preemption | undefined {
  if (pod.spec?.preemptionPolicy === 'Never') return undefined;
  const found = around.all.flatMap((load): readonly Preemption[] => {
    const refusal = refusals.get(load.name);
    const victims = refusal?.isFinal === false ? victimsOn(pod, load, around) : [];
    return victims.length > 0 ? [{ node: load.name, victims }] : [];
  });
  const [best] = found.toSorted(
    (a, b) => worth(a) - worth(b) || a.victims.length - b.victims.length,
  );
  return best;
}

/** The least important are tried first, and every one that may stay stays. */
function victimsOn(pod: Pod, load: NodeLoad, around: Surroundings): readonly Pod[] {
  const trial = copyLoad(load);
  const all = around.all.map((one) => (one === load ? trial : one));
  const fits = (): boolean => refuse(pod, trial, { ...around, all }) === undefined;
  const lesser = [...load.pods.values()].filter((other) => priority(other) < priority(pod));
  for (const other of lesser) countPod(trial, other, -1);
  if (lesser.length === 0 || !fits()) return [];
  return lesser
    .toSorted((a, b) => priority(b) - priority(a) || startOf(a) - startOf(b))
    .filter((other) => {
      countPod(trial, other, 1);
      if (fits()) return false;
      countPod(trial, other, -1);
      return true;
    });
}

function worth({ victims }: Preemption): number {
  return Math.max(...victims.map(priority));
}

function priority({ spec }: Pod): number {
  return spec?.priority ?? 0;
}

function startOf({ metadata, status }: Pod): number {
  return Date.parse(status?.startTime ?? metadata.creationTimestamp);
}
