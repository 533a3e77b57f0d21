/** The little of spdy-transport that the port-forward tunnel uses; the package has no types. */
declare module 'spdy-transport' {
  import type { Duplex } from 'node:stream';

  export interface Stream extends Duplex {
    headers: Record<string, string>;
    respond: (status: number, headers: Record<string, string>) => void;
  }

  export interface Connection {
    start: (version: number) => void;
    on: ((event: 'stream', listener: (stream: Stream) => void) => void) &
      ((event: 'error', listener: (error: Error) => void) => void);
  }

  const transport: {
    connection: {
      create: (socket: Duplex, options: { protocol: 'spdy'; isServer: boolean }) => Connection;
    };
  };
  export default transport;
}
