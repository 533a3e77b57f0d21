import type { Api } from '#cluster/api/api.ts';
import { keyOf } from './owners.ts';
import type { WorkQueue } from './work-queue.ts';

/** Queues every object of a kind, now and at each change, until it is gone. */
export function feed(queue: WorkQueue, api: Api, resource: string): void {
  for (const object of api.list(resource)) queue.add(keyOf(object));
  api.watch(resource, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(keyOf(object));
  });
}
