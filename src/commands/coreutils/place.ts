import type { Container } from '#cluster/kubelet/image.ts';
import type { Program } from '#process/program.ts';

/** Where programs of a container run. */
export interface Place {
  container: Container;
  /** Another program of the container, for those that start one: `env`, `timeout`, `xargs`. */
  find: (name: string) => Program | undefined;
}

/** A program that needs to know where it runs. */
export type PlacedProgram = (place: Place) => Program;
