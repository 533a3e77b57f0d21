import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Megabytes that something still holds: garbage is collected first. */
export function collectedHeapMB(): number {
  if (typeof collect !== 'function') throw new Error('This Node cannot be asked to collect.');
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}
