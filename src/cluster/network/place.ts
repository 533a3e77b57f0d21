import type { Hooks, ListenOptions, Server } from './stack.ts';

/** One network namespace: a pod's, a node's, the learner's machine's. What listens there, and what intercepts. */
export interface Place {
  readonly kind: 'pod' | 'node' | 'machine';
  readonly ip: string;
  readonly node: string;
  /** Of a pod: where its names are looked up, and whose policies hold. */
  readonly namespace?: string;
  readonly name: string;
  listeners: ReadonlyMap<number, readonly Listener[]>;
  /** The last one is the outermost. */
  hooks: readonly Hooks[];
  /** Connections opened so far: source ports follow from it. */
  opened: number;
}

export interface Listener extends ListenOptions {
  readonly server: Server;
}

export function createPlace(fixed: Omit<Place, 'listeners' | 'hooks' | 'opened'>): Place {
  return { ...fixed, listeners: new Map(), hooks: [], opened: 0 };
}

/** Throws where the port is taken on that address: EADDRINUSE. */
export function addListener(place: Place, port: number, listener: Listener): () => void {
  const taken = place.listeners.get(port) ?? [];
  if (taken.some(({ address }) => !address || !listener.address || address === listener.address)) {
    throw new AddressInUse(port);
  }
  place.listeners = new Map(place.listeners).set(port, [...taken, listener]);
  return () => {
    const listeners = new Map(place.listeners);
    const left = (listeners.get(port) ?? []).filter((other) => other !== listener);
    if (left.length > 0) listeners.set(port, left);
    else listeners.delete(port);
    place.listeners = listeners;
  };
}

export function listenerAt(place: Place, ip: string, port: number): Listener | undefined {
  return place.listeners
    .get(port)
    ?.find(
      ({ address }) => !address || address === '0.0.0.0' || address === '::' || address === ip,
    );
}

/** Linux gives connect(2) the even ones of 32768–60999; where it starts depends on the host. */
export function nextSourcePort(place: Place): number {
  let start = 0;
  for (let at = 0; at < place.ip.length; at += 1) start = start * 31 + place.ip.charCodeAt(at);
  const port = 32_768 + ((((start * 2) % 28_232) + place.opened * 2) % 28_232);
  place.opened += 1;
  return port;
}

export function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1';
}

/** bind(2) on a port that something else has. */
export class AddressInUse extends Error {
  override name = 'AddressInUse';
  readonly port: number;
  constructor(port: number) {
    super(`address already in use: ${port}`);
    this.port = port;
  }
}
