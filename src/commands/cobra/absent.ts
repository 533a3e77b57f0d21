import { notSimulated } from '#commands/kubectl/errors.ts';

/** A command of the real binary that the course does not have (`istioctl waypoint`): it says so when it is run. */
export function absent(command: string): () => Promise<() => Promise<never>> {
  return () => Promise.resolve(() => Promise.reject(notSimulated(command)));
}
