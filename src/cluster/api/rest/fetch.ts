import type { ApiFetch } from '#cluster/client.ts';
import { later } from '#process/later.ts';
import type { ServerParts } from './exchange.ts';

const face = later(() => import('./serve.ts'));

/**
 * The HTTP face of the API server. Loaded with the first request: the cluster's own parts do without.
 */
export function createFetch(parts: ServerParts): ApiFetch {
  let serve: ApiFetch | undefined;
  return async (request, upstream) => {
    if (!serve) {
      const { openServer } = face.value ?? (await parts.core.clock.hold(face.load()));
      serve ??= openServer(parts);
    }
    return await serve(request, upstream);
  };
}
