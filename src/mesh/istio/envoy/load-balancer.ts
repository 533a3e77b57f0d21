import type { Random } from '#cluster/clock/random.ts';
import type { Cluster } from './config.ts';
import { chooseByHash } from './consistent-hash.ts';
import type { Host } from './host.ts';
import { activeRequests, hostState, type ClusterState } from './host-state.ts';
import { isEjected } from './outlier-detection.ts';

export interface Choice {
  readonly time: number;
  readonly random: Random;
  /** Of the request, for consistent policies. */
  readonly hash?: number | undefined;
}

/** The host for one request; undefined where none may be asked: `no healthy upstream`. */
export function chooseHost(
  cluster: Cluster,
  hosts: readonly Host[],
  state: ClusterState,
  choice: Choice,
): Host | undefined {
  const candidates = inLocality(cluster, usableHosts(cluster, hosts, state, choice), choice.random);
  if (candidates.length <= 1) return candidates[0];
  switch (cluster.lbPolicy ?? 'ROUND_ROBIN') {
    case 'LEAST_REQUEST':
      return leastRequest(candidates, state, choice);
    case 'RANDOM':
      return byWeight(candidates, (host) => host.weight, choice.random);
    case 'RING_HASH':
    case 'MAGLEV':
      return chooseByHash(candidates, choice.hash ?? choice.random.below(2 ** 32));
    case 'ROUND_ROBIN':
    case 'CLUSTER_PROVIDED':
      return inTurn(candidates, state);
  }
}

/** A priority gets what it can bear at 140 % of its healthy share; the next one gets the rest. */
const overprovisioning = 1.4;

function usableHosts(
  cluster: Cluster,
  hosts: readonly Host[],
  state: ClusterState,
  { time, random }: Choice,
): readonly Host[] {
  const isUsable = (host: Host) => host.isHealthy && !isEjected(state.hosts.get(host.key), time);
  const priorities = [...new Set(hosts.map(({ priority }) => priority))].toSorted((a, b) => a - b);
  const levels = priorities.map((priority) => {
    const all = hosts.filter((host) => host.priority === priority);
    const usable = all.filter(isUsable);
    return { all, usable, health: Math.min(1, (usable.length / all.length) * overprovisioning) };
  });
  const level = levels.length > 1 ? chooseLevel(levels, random) : levels[0];
  if (!level) return [];
  const panic = cluster.commonLbConfig?.healthyPanicThreshold;
  const threshold = panic ? (panic.value ?? 0) : 50;
  const isPanic = (100 * level.usable.length) / level.all.length < threshold;
  return isPanic ? level.all : level.usable;
}

interface Level {
  readonly all: readonly Host[];
  readonly usable: readonly Host[];
  readonly health: number;
}

function chooseLevel(levels: readonly Level[], random: Random): Level | undefined {
  const total = Math.min(
    1,
    levels.reduce((sum, { health }) => sum + health, 0),
  );
  if (total === 0) return levels[0];
  let left = total;
  const loads = levels.map(({ health }) => {
    const load = Math.min(health, left);
    left -= load;
    return load;
  });
  const first = loads.findIndex((load) => load > 0);
  if (loads[first] === total) return levels[first];
  let mark = random.next() * total;
  return levels.find((_, index) => (mark -= loads[index] ?? 0) < 0) ?? levels[first];
}

/** With weights of localities, one is drawn first. */
function inLocality(
  { commonLbConfig }: Cluster,
  hosts: readonly Host[],
  random: Random,
): readonly Host[] {
  if (!commonLbConfig?.localityWeightedLbConfig || hosts.length <= 1) return hosts;
  const firsts = [...new Map(hosts.map((host) => [host.locality, host])).values()];
  const chosen = byWeight(firsts, (host) => host.localityWeight, random);
  return hosts.filter(({ locality }) => locality === chosen?.locality);
}

/** Two at random, the one with fewer requests under way; the heavier a host, the more often it is drawn. */
function leastRequest(
  hosts: readonly Host[],
  state: ClusterState,
  { time, random }: Choice,
): Host | undefined {
  const draw = () => byWeight(hosts, (host) => host.weight, random);
  const [first, second] = [draw(), draw()];
  if (!first || !second) return first;
  const active = (host: Host) => activeRequests(hostState(state, host.key), time);
  return active(second) < active(first) ? second : first;
}

function byWeight(
  hosts: readonly Host[],
  weightOf: (host: Host) => number,
  random: Random,
): Host | undefined {
  const total = hosts.reduce((sum, host) => sum + weightOf(host), 0);
  if (total === hosts.length) return hosts[random.below(hosts.length)];
  let mark = random.next() * total;
  return hosts.find((host) => (mark -= weightOf(host)) < 0) ?? hosts.at(-1);
}

/** In turn, a host of weight n n times in a round. */
function inTurn(hosts: readonly Host[], state: ClusterState): Host | undefined {
  const total = hosts.reduce((sum, { weight }) => sum + weight, 0);
  let mark = state.cursor % Math.max(total, 1);
  state.cursor += 1;
  return hosts.find(({ weight }) => (mark -= weight) < 0) ?? hosts[0];
}
