import { humanDuration } from '#cluster/duration.ts';
import type { Process } from '#process/program.ts';

/** How long ago a time of the API was: `5m`, or `<unknown>`. */
export function ageOf({ time }: Pick<Process, 'time'>, timestamp: string): string {
  return timestamp === '' ? '<unknown>' : humanDuration(time.now() - Date.parse(timestamp));
}
