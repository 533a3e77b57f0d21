import { createPipe } from '#process/pipe.ts';
import type { Input, Output } from '#process/streams.ts';
import type { ClockDriver } from '#cluster/clock/clock.ts';
import { createFeed, type Feed } from './feed.ts';

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
const encoder = new TextEncoder();

/** The node's half of a `v5.channel.k8s.io` connection: what comes down as a pipe, what goes up as outputs. */
export interface Channels {
  readonly messages: Feed;
  readonly stdin: Input;
  output: (stream: 'stdout' | 'stderr', isTerminal: boolean) => Output;
  send: (stream: 'stdout' | 'stderr', data: Uint8Array) => void;
  /** The last word: a Status on the error channel. */
  finish: (status: Readonly<Record<string, unknown>>) => void;
}

interface ChannelOptions {
  clock: ClockDriver;
  upstream: AsyncIterable<Uint8Array>;
  hasStdin: boolean;
  isTerminal: boolean;
  onStop: () => void;
}

export function openChannels({
  clock,
  upstream,
  hasStdin,
  isTerminal,
  onStop,
}: ChannelOptions): Channels {
  const pipe = createPipe();
  const messages = createFeed(() => {
    pipe.end();
    onStop();
  });
  let columns: number | undefined;
  const read = async (): Promise<void> => {
    for await (const message of upstream) {
      const [channel, first] = message;
      if (channel === channels.stdin && hasStdin) await pipe.output.write(message.subarray(1));
      if (channel === channels.close && first === channels.stdin) pipe.end();
      if (channel === channels.resize) columns = widthOf(message.subarray(1)) ?? columns;
    }
    pipe.end();
  };
  if (hasStdin) read().catch(() => pipe.end());
  else {
    pipe.end();
    // Resizes come even without stdin.
    read().catch(() => undefined);
  }
  const send = (stream: 'stdout' | 'stderr', data: Uint8Array): void => {
    messages.push(framed(channels[stream], data));
    clock.wake();
  };
  return {
    messages,
    stdin: { ...pipe.input, isTerminal: isTerminal && hasStdin },
    send,
    output: (stream, isTerminalOutput) => ({
      isTerminal: isTerminalOutput,
      get columns() {
        return isTerminalOutput ? columns : undefined;
      },
      write: (data) => {
        const bytes = typeof data === 'string' ? encoder.encode(data) : data.slice();
        if (bytes.length > 0) send(stream, bytes);
        return Promise.resolve();
      },
    }),
    finish: (status) => {
      messages.push(framed(channels.error, encoder.encode(JSON.stringify(status))));
      messages.end();
      clock.wake();
    },
  };
}

function framed(channel: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(data.length + 1);
  message[0] = channel;
  message.set(data, 1);
  return message;
}

/** `{"Width":80,"Height":24}`. */
function widthOf(data: Uint8Array): number | undefined {
  const [, digits] = /"Width":\s*(\d+)/.exec(new TextDecoder().decode(data)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

export const success = { metadata: {}, status: 'Success' };

export function exitStatus(code: number): Readonly<Record<string, unknown>> {
  if (code === 0) return success;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/** What the API server makes of an error of the node's. */
export function internalError(message: string): Readonly<Record<string, unknown>> {
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  };
}
