import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { amountOf } from './amount.ts';

export type Pod = ObjectOf<'pods'>;
export type Amounts = ReadonlyMap<string, number>;

type Quantities = Readonly<Record<string, string | number>>;

/**
 * What a pod asks of its node: its containers and sidecars together, or more if an init container needs more at its
 * turn (k8s.io/component-helpers/resource, PodRequests).
 */
export function podRequests({ spec }: Pod): Amounts {
  const total = new Map<string, number>();
  for (const { resources } of spec?.containers ?? []) add(total, amounts(resources?.requests));
  const sidecars = new Map<string, number>();
  const initial = new Map<string, number>();
  for (const { resources, restartPolicy } of spec?.initContainers ?? []) {
    const requests = amounts(resources?.requests);
    if (restartPolicy === 'Always') {
      add(total, requests);
      add(sidecars, requests);
      raise(initial, sidecars);
    } else {
      const atItsTurn = new Map(sidecars);
      add(atItsTurn, requests);
      raise(initial, atItsTurn);
    }
  }
  raise(total, initial);
  for (const [name, amount] of amounts(spec?.resources?.requests)) total.set(name, amount);
  add(total, amounts(spec?.overhead));
  return total;
}

/** For scoring, a container that asks for nothing counts for a little (pkg/scheduler/util/pod_resources.go). */
export function scoredRequests({ spec }: Pod): { cpu: number; memory: number } {
  let [cpu, memory] = [0, 0];
  for (const { resources } of spec?.containers ?? []) {
    const { cpu: cpuRequest, memory: memoryRequest } = resources?.requests ?? {};
    cpu += cpuRequest === undefined ? 100 : amountOf('cpu', cpuRequest);
    memory += memoryRequest === undefined ? 200 * 2 ** 20 : amountOf('memory', memoryRequest);
  }
  return { cpu, memory };
}

export function amounts(quantities: Quantities | undefined): Amounts {
  const known = new Map<string, number>();
  for (const [name, quantity] of Object.entries(quantities ?? {})) {
    known.set(name, amountOf(name, quantity));
  }
  return known;
}

export function add(total: Map<string, number>, more: Amounts, sign = 1): void {
  for (const [name, amount] of more) total.set(name, (total.get(name) ?? 0) + sign * amount);
}

function raise(total: Map<string, number>, floor: Amounts): void {
  for (const [name, amount] of floor) total.set(name, Math.max(total.get(name) ?? 0, amount));
}
