import type { Stack } from '#cluster/network/stack.ts';
import type { Listener } from './config.ts';
import { arrivalOf, createTermination, plainWire } from './interception.ts';
import { serveConnection } from './listener.ts';
import type { ListenerIndex } from './listener-index.ts';
import type { Runtime } from './runtime.ts';

/** The ports that a gateway serves, and how to stop serving each. */
export type Ports = ReadonlyMap<number, () => void>;

export interface GatewayPorts {
  /** Opens what the configuration binds, closes what it does not any more. */
  update: (open: Ports) => Ports;
}

export function createGatewayPorts(
  runtime: Runtime,
  stack: Stack,
  listeners: () => ListenerIndex | undefined,
): GatewayPorts {
  const tls = createTermination(runtime, (to) => listeners()?.at(to), 'pass');
  stack.intercept({ terminate: tls.terminate });
  const open = (port: number): (() => void) =>
    stack.listen(
      port,
      (request, connection) => {
        const listener = listeners()?.at(connection.destination);
        if (!listener) return { type: 'failure', failure: { reason: 'refused' }, elapsed: 0 };
        const hello = tls.helloOf(connection);
        const arrival = arrivalOf(request, connection, hello);
        const wire = plainWire(stack.exchange, hello);
        return serveConnection(runtime, listener, { ...arrival, wire });
      },
      { speaks: isTcp(listeners()?.virtual(port)) ? 'tcp' : 'http' },
    );
  return {
    update: (before) => {
      const wanted = new Set(listeners()?.bound());
      const ports = new Map(before);
      for (const [port, close] of before) {
        if (wanted.has(port)) continue;
        close();
        ports.delete(port);
      }
      const taken = stack.listening();
      for (const port of wanted) {
        // Another program of the pod has it: Envoy says so and goes on without.
        if (!ports.has(port) && !taken.includes(port)) ports.set(port, open(port));
      }
      return ports;
    },
  };
}

/** True where no chain speaks HTTP. */
function isTcp(listener: Listener | undefined): boolean {
  const chains = listener?.filterChains ?? [];
  return (
    chains.length > 0 &&
    chains.every(({ filters }) =>
      filters.every(({ name }) => name !== 'envoy.filters.network.http_connection_manager'),
    )
  );
}
