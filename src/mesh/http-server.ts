import type { Container } from '#cluster/kubelet/image.ts';
import { respond } from '#cluster/network/headers.ts';
import type { Outcome } from '#cluster/network/http.ts';
import type { ListenOptions, Server } from '#cluster/network/stack.ts';

/** Ports that a process serves until it ends. */
export interface Ports {
  listen: (port: number, server: Server, options?: ListenOptions) => void;
  close: () => void;
}

export function createPorts({ network }: Pick<Container, 'network'>): Ports {
  const stops: (() => void)[] = [];
  return {
    listen: (port, server, options) => {
      stops.push(network.listen(port, server, options));
    },
    close: () => {
      for (const stop of stops) stop();
    },
  };
}

const plain = 'text/plain; charset=utf-8';

/** A small answer of Go's net/http. */
export function answer(status: number, body: string, contentType = plain): Outcome {
  return respond(
    status,
    [
      ['Content-Type', contentType],
      ['Content-Length', String(new TextEncoder().encode(body).length)],
    ],
    body,
    0.3,
  );
}

export const notFound = answer(404, '404 page not found\n');

/** Without its query. */
export function pathOf(path: string): string {
  return path.replace(/\?.*$/s, '');
}
