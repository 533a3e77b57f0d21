import { limits } from '#cluster/api/admission/late-limits.ts';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import { loadLateControllers } from '#cluster/controllers/start-late.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import { containerPrograms } from '#commands/coreutils/container-programs.ts';
import { istioImages } from '#mesh/istio/images.ts';
import { linkerdImages } from '#mesh/linkerd/images.ts';
import type { Program } from '#process/program.ts';
import { corePrograms } from '#shell/programs/table.ts';
import { createSh } from '#shell/sh.ts';
import { images } from '#workloads/images.ts';
import { loadImages } from '#workloads/load-images.ts';

export interface CourseClusterOptions {
  seed: number;
  /** Milliseconds since 1970. */
  start: number;
  loadBalancer?: boolean;
  turn: () => Promise<void>;
}

/** The cluster of the course: its images, and the programs that their containers run. */
export function newCluster({ turn, ...options }: CourseClusterOptions): Cluster {
  const cluster: Cluster = createCluster({
    ...options,
    images: [...images, ...istioImages(() => cluster), ...linkerdImages(() => cluster)],
    programs: (container) => programsOf(container, turn),
  });
  return cluster;
}

/** Loads what a cluster may need later: for who moves its clock by `advance`, which waits for nothing. */
export async function loadAll(): Promise<void> {
  await Promise.all([loadImages(), loadLateControllers(), limits.load()]);
}

function programsOf(container: Container, turn: () => Promise<void>): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>();
  // The shell finds what is in this very map.
  const sh = createSh({ programs, turn, random: container.random });
  const others = new Map([...corePrograms, ...shells.map((name): [string, Program] => [name, sh])]);
  for (const [name, program] of containerPrograms(container, { others }))
    programs.set(name, program);
  return programs;
}

const shells = ['sh', 'ash', 'bash'];
