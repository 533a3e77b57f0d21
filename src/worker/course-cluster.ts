import { createCluster, type Cluster } from '#cluster/cluster.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { Program } from '#process/program.ts';
import { createSh } from '#shell/sh.ts';
import { images } from '#workloads/images.ts';

export interface CourseClusterOptions {
  seed: number;
  /** Milliseconds since 1970. */
  start: number;
  loadBalancer?: boolean;
  turn: () => Promise<void>;
}

/** The cluster of the course: its images, and the programs that their containers run. */
export function newCluster(options: CourseClusterOptions): Cluster {
  const { turn, ...rest } = options;
  return createCluster({
    ...rest,
    images,
    programs: (container) => containerPrograms(container, turn),
  });
}

function containerPrograms(
  container: Container,
  turn: () => Promise<void>,
): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>();
  const sh = createSh({ programs, turn, random: container.random });
  for (const name of ['sh', 'ash', 'bash']) programs.set(name, sh);
  return programs;
}
