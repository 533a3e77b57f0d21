import type { Address } from '#cluster/network/http.ts';
import type { Listener } from './config.ts';

/** Listeners by where a connection was going. */
export interface ListenerIndex {
  /** Of that address and port, else of that port on every address. */
  at: (to: Address) => Listener | undefined;
  /** The one that takes what was redirected to that port: 15001, 15006. */
  virtual: (port: number) => Listener | undefined;
  /** Ports that are really bound. */
  bound: () => readonly number[];
}

export function createListenerIndex(listeners: readonly Listener[]): ListenerIndex {
  const byAddress = new Map<string, Listener>();
  for (const listener of listeners) {
    const { address, portValue } = listener.address.socketAddress;
    byAddress.set(`${address}:${portValue}`, listener);
  }
  const anywhere = (port: number) => byAddress.get(`0.0.0.0:${port}`);
  return {
    at: ({ ip, port }) => byAddress.get(`${ip}:${port}`) ?? anywhere(port),
    virtual: anywhere,
    bound: () =>
      listeners
        .filter(({ bindToPort }) => bindToPort !== false)
        .map(({ address }) => address.socketAddress.portValue),
  };
}
