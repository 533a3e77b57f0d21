import type { ExecOptions, PodKey } from './agent.ts';
import { exitStatus, internalError, openChannels, success, type Channels } from './channels.ts';
import { hexadecimal } from './digest.ts';
import type { Kubelet } from './parts.ts';
import { isRunning } from './pod-state.ts';
import { runCommand } from './run-command.ts';
import { StartError, type LiveContainer } from './runtime.ts';

type Upstream = AsyncIterable<Uint8Array>;

/** Runs a command in a container (CRI streaming's ServeExec, behind the API server's stream translator). */
export function execCommand(
  kubelet: Kubelet,
  { pod, options, upstream }: { pod: PodKey; options: ExecOptions; upstream: Upstream },
): AsyncIterable<Uint8Array> {
  const { clock, random } = kubelet;
  const abort = new AbortController();
  const channels = openChannels({
    clock,
    upstream,
    hasStdin: options.stdin,
    isTerminal: options.tty,
    onStop: () => abort.abort('SIGHUP'),
  });
  const live = runningContainer(kubelet, pod, options.container);
  if (!live) return refuse(channels, options.container);
  const stop = (): void => abort.abort('SIGKILL');
  live.ended = [...live.ended, stop];
  const finish = (status: Readonly<Record<string, unknown>>): void => {
    live.ended = live.ended.filter((other) => other !== stop);
    channels.finish(status);
  };
  try {
    runCommand(clock, live, {
      argv: options.command,
      stdin: channels.stdin,
      stdout: channels.output('stdout', options.tty),
      // A terminal has one stream for both.
      stderr: channels.output(options.tty ? 'stdout' : 'stderr', options.tty),
      signal: abort.signal,
    }).then(
      (code) => finish(exitStatus(code)),
      (error: unknown) => {
        finish(exitStatus(137));
        if (abort.signal.aborted) return;
        clock.after(0, () => {
          throw error;
        });
      },
    );
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const exec = `failed to start exec "${hexadecimal(random, 64)}": OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`;
    finish(
      internalError(
        `Internal error occurred: error executing command in container: failed to exec in container: ${exec}`,
      ),
    );
  }
  return channels.messages;
}

/** Joins the streams of a container's main process. */
export function attachTo(
  kubelet: Kubelet,
  {
    pod,
    options,
    upstream,
  }: { pod: PodKey; options: Omit<ExecOptions, 'command'>; upstream: Upstream },
): AsyncIterable<Uint8Array> {
  const { clock } = kubelet;
  const live = runningContainer(kubelet, pod, options.container);
  let leave = (): void => undefined;
  const channels = openChannels({
    clock,
    upstream,
    hasStdin: options.stdin,
    isTerminal: options.tty,
    onStop: () => leave(),
  });
  if (!live) return refuse(channels, options.container);
  const read = (stream: 'stdout' | 'stderr', data: Uint8Array): void => {
    if (options[stream] || options.tty)
      channels.send(options.tty ? 'stdout' : stream, data.slice());
  };
  const ended = (): void => channels.finish(success);
  live.attached = [...live.attached, read];
  live.ended = [...live.ended, ended];
  leave = () => {
    live.attached = live.attached.filter((other) => other !== read);
    live.ended = live.ended.filter((other) => other !== ended);
  };
  if (options.stdin && live.stdin) void feed(live, channels);
  return channels.messages;
}

async function feed(live: LiveContainer, { stdin }: Channels): Promise<void> {
  try {
    for await (const chunk of stdin) await live.stdin?.output.write(chunk);
    // stdinOnce: the first client that leaves closes it.
    if (live.isStdinOnce) live.stdin?.end();
  } catch {
    // The process reads no more: what is typed goes nowhere, as for real.
  }
}

function runningContainer(
  { api, pods, runtime }: Kubelet,
  { namespace, name }: PodKey,
  container: string,
): LiveContainer | undefined {
  const pod = api.find('pods', { namespace, name });
  const state = pod && pods.find(pod.metadata.uid)?.containers.get(container);
  return isRunning(state) ? runtime.find(state?.run?.id) : undefined;
}

function refuse(channels: Channels, container: string): AsyncIterable<Uint8Array> {
  channels.finish(
    internalError(`unable to upgrade connection: container not found ("${container}")`),
  );
  return channels.messages;
}
