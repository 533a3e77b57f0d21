import type { Verb } from './command.ts';
import { notSimulated } from './errors.ts';

/** A command of the real binary that the course does not have: it says so when it is run. */
export function absent(path: string): () => Promise<Verb> {
  return () => Promise.resolve(() => Promise.reject(notSimulated(`istioctl ${path}`)));
}
