import type { Output } from '#process/streams.ts';
import type { Config } from './config.ts';

/** What `-v` shows, line by line, as it happens. */
export interface Trace {
  readonly isOn: boolean;
  /** Number of the connection under way. */
  number: number;
  info: (text: string) => Promise<void>;
  /** Headers, sent (`>`) or received (`<`), with the line ends that they have on the wire. */
  headers: (mark: '>' | '<', lines: readonly string[]) => Promise<void>;
  /** `{ [12 bytes data]`, where the body does not go to a terminal. */
  data: (mark: '{' | '}', bytes: number) => Promise<void>;
  handshakeStart: (config: Config) => Promise<void>;
}

export function createTrace(output: Output, isOn: boolean, showsData: boolean): Trace {
  const write = async (text: string): Promise<void> => {
    if (isOn) await output.write(text);
  };
  return {
    isOn,
    number: 0,
    info: (text) => write(`* ${text}\n`),
    headers: (mark, lines) => write([...lines, ''].map((line) => `${mark} ${line}\r\n`).join('')),
    data: async (mark, bytes) => {
      if (showsData && bytes > 0) await write(`${mark} [${bytes} bytes data]\n`);
    },
    handshakeStart: async ({ flags }) => {
      await write(`* ALPN: curl offers ${flags.has('http1.1') ? 'http/1.1' : 'h2,http/1.1'}\n`);
      await write('* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n');
    },
  };
}
