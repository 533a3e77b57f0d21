import type { Context } from '#commands/kubectl/context.ts';
import { CommandError, Exit } from '#commands/kubectl/errors.ts';
import { isRecord, listAt, textAt } from '#commands/kubectl/json.ts';

/** The streams of one remote process: messages of `v5.channel.k8s.io`, their first byte the channel. */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 };

export interface Remote {
  namespace: string;
  pod: string;
  container: string;
  /** exec: what to run; attach: nothing. */
  command?: readonly string[];
  /** Undefined: no standard input. */
  input?: AsyncIterable<Uint8Array> | undefined;
  tty: boolean;
  /** Nothing is said of the code it ends with. */
  isQuiet?: boolean;
}

export interface Sinks {
  out: (data: Uint8Array) => Promise<void>;
  err: (data: Uint8Array) => Promise<void>;
}

/** To the learner's terminal. */
export function terminalSinks({ process }: Context): Sinks {
  return {
    out: (data) => process.stdout.write(data),
    err: (data) => process.stderr.write(data),
  };
}

/** Runs it to its end. A code that is not 0 ends kubectl with it, as the real one does. */
export async function stream(context: Context, remote: Remote, sinks: Sinks): Promise<void> {
  const { client } = context;
  const { namespace, pod, container, command, input, tty } = remote;
  const what = command === undefined ? 'attach' : 'exec';
  const response = await client.open('GET', `/api/v1/namespaces/${namespace}/pods/${pod}/${what}`, {
    query: {
      container,
      command,
      stdin: input !== undefined || undefined,
      stdout: true,
      stderr: !tty || undefined,
      tty: tty || undefined,
    },
    upstream: framed(input, tty ? context.process.stdout.columns : undefined),
  });
  let end: unknown;
  for await (const message of client.bytes(response)) {
    const [kind] = message;
    const data = message.subarray(1);
    if (kind === channel.stdout) await sinks.out(data);
    else if (kind === channel.stderr) await sinks.err(data);
    else if (kind === channel.error) end = JSON.parse(new TextDecoder().decode(data));
  }
  context.process.signal.throwIfAborted();
  await checkEnd(context, end, remote.isQuiet ?? false);
}

async function* framed(
  input: AsyncIterable<Uint8Array> | undefined,
  columns: number | undefined,
): AsyncGenerator<Uint8Array> {
  if (columns !== undefined)
    yield framedText(channel.resize, JSON.stringify({ Width: columns, Height: 24 }));
  if (input === undefined) return;
  for await (const data of input) yield frame(channel.stdin, data);
  yield Uint8Array.of(channel.close, channel.stdin);
}

function framedText(kind: number, text: string): Uint8Array {
  return frame(kind, new TextEncoder().encode(text));
}

function frame(kind: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(data.length + 1);
  message[0] = kind;
  message.set(data, 1);
  return message;
}

/** The Status that ends a stream: client-go's remotecommand v4 and later. */
async function checkEnd(context: Context, status: unknown, isQuiet: boolean): Promise<void> {
  if (!isRecord(status) || status['status'] === 'Success') return;
  const message = textAt(status, 'message');
  if (status['reason'] !== 'NonZeroExitCode')
    throw new CommandError(
      status['reason'] === undefined || status['reason'] === ''
        ? `error executing command in container: ${message}`
        : `Internal error occurred: ${message}`.replace(
            'Internal error occurred: Internal error occurred: ',
            'Internal error occurred: ',
          ),
    );
  const cause = listAt(status, 'details.causes').find((one) => one['reason'] === 'ExitCode');
  const code = Number(textAt(cause, 'message'));
  if (!isQuiet) await context.err(`command terminated with exit code ${code}\n`);
  throw new Exit(code);
}
