import type { ApiFetch } from '#cluster/client.ts';
import type { Server } from './exchange.ts';
import type { serve } from './serve.ts';

let loaded: typeof serve | undefined;

/** The HTTP face of the API server, loaded with the first request: the cluster's own parts do without. */
export function createFetch(server: Server): ApiFetch {
  return async (request, upstream) => {
    loaded ??= (await server.core.clock.hold(import('./serve.ts'))).serve;
    return await loaded(server, request, upstream);
  };
}
