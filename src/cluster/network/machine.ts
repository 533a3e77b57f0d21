import type { Address, Connection, HttpRequest, Outcome } from './http.ts';
import type { ExchangeOptions, Stack } from './stack.ts';
import type { ServerTls } from './tls.ts';

/** Answers when it can: `kubectl port-forward`, which asks the cluster first. */
export type AsyncServer = (request: HttpRequest, connection: Connection) => Promise<Outcome>;

/** The learner's machine. What its programs serve, other programs there reach by `request`; nobody else does. */
export interface Machine extends Stack, Client {
  serve: (port: number, server: AsyncServer, options?: ServeOptions) => () => void;
  /** Where a program of that machine takes what comes to a port; undefined where none listens, or one that answers itself. */
  forwarding: (port: number) => Forwarding | undefined;
}

export interface ServeOptions {
  address?: string;
  tls?: ServerTls;
  forwards?: Forwarding;
}

/** A port of a pod. */
interface Forwarding {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** The network as a client program needs it: on the learner's machine answers may take a while to compute. */
export interface Client extends Pick<Stack, 'ip' | 'host' | 'dns' | 'resolve'> {
  request: (request: HttpRequest, to: Address, options?: ExchangeOptions) => Promise<Outcome>;
}

/** A pod's or a node's stack, for a client program. */
export function clientOf(stack: Stack): Client {
  const { ip, host, dns, resolve } = stack;
  return {
    ip,
    host,
    dns,
    resolve,
    request: (...exchange) => Promise.resolve(stack.exchange(...exchange)),
  };
}
