import { notSimulated } from '#commands/kubectl/errors.ts';

type Load = () => Promise<() => Promise<never>>;

const loads = new WeakSet<object>();

/** A command of the real binary that the course does not have (`istioctl waypoint`): it says so when it is run. */
export function absent(command: string): Load {
  const load: Load = () => Promise.resolve(() => Promise.reject(notSimulated(command)));
  loads.add(load);
  return load;
}

/** Is a command there only to say so? */
export function isAbsent(load: object): boolean {
  return loads.has(load);
}
