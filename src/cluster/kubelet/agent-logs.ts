import { badRequest } from '#cluster/api/errors.ts';
import { nanoTime } from '#cluster/timestamps.ts';
import type { LogOptions, PodKey } from './agent.ts';
import { createFeed } from './feed.ts';
import type { LogLine } from './log.ts';
import type { Kubelet } from './parts.ts';
import type { Run } from './pod-state.ts';

const encoder = new TextEncoder();

/** The log of a container, so far and then as it comes (pkg/kubelet/kubelet_pods.go, GetKubeletContainerLogs). */
export function readLogs(
  kubelet: Kubelet,
  key: PodKey,
  options: LogOptions,
): AsyncIterable<Uint8Array> {
  const { clock, runtime } = kubelet;
  const live = runtime.find(runWithLog(kubelet, key, options).id);
  let stopListening = (): void => undefined;
  const feed = createFeed(() => stopListening());
  if (!live) {
    feed.end();
    return feed;
  }
  const write = createWriter(options, (bytes) => feed.push(bytes));
  let position = live.log.end();
  write(select(live.log.from(0), options, clock.now()));
  if (!options.follow || live.hasEnded) {
    feed.end();
    return feed;
  }
  const more = (): void => {
    write(live.log.from(position));
    position = live.log.end();
    clock.wake();
  };
  const ended = (): void => {
    more();
    feed.end();
  };
  const unlisten = live.log.listen(more);
  live.ended = [...live.ended, ended];
  stopListening = () => {
    unlisten();
    live.ended = live.ended.filter((other) => other !== ended);
  };
  return feed;
}

/** Which run's log is meant, or why there is none (validateContainerLogStatus). */
function runWithLog(kubelet: Kubelet, { namespace, name }: PodKey, options: LogOptions): Run {
  const { container: asked } = options;
  const pod = kubelet.api.find('pods', { namespace, name });
  const state = pod && kubelet.pods.find(pod.metadata.uid);
  if (!state) throw badRequest(`container "${asked}" in pod "${name}" is not available`);
  const { run, previous, waiting } = state.containers.get(asked) ?? {};
  if (options.previous) {
    const ended = waiting && run?.end ? run : previous;
    if (ended?.end && hasLog(ended)) return ended;
    throw badRequest(`previous terminated container "${asked}" in pod "${name}" not found`);
  }
  if (run && hasLog(run) && (run.startedAt !== undefined || run.end)) return run;
  if (previous?.end && hasLog(previous)) return previous;
  const status = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ].find((one) => one.name === asked);
  const reason = waiting?.reason ?? status?.state?.waiting?.reason ?? 'ContainerCreating';
  throw badRequest(
    `container "${asked}" in pod "${name}" is waiting to start: ${waitingTexts.get(reason) ?? reason}`,
  );
}

/** A container that could not be started has an identity but has never written. */
function hasLog({ end }: Run): boolean {
  return end?.reason !== 'StartError';
}

const waitingTexts = new Map([
  ['ErrImagePull', "image can't be pulled"],
  ['ImagePullBackOff', 'trying and failing to pull image'],
]);

/** What --since, --since-time and --tail leave of the lines. */
function select(
  lines: readonly LogLine[],
  { sinceSeconds, sinceTime, tailLines }: LogOptions,
  now: number,
): readonly LogLine[] {
  const since =
    sinceSeconds !== undefined
      ? now - sinceSeconds * 1000
      : sinceTime !== undefined
        ? Date.parse(sinceTime)
        : Number.NEGATIVE_INFINITY;
  const recent = lines.filter(({ time }) => time >= since);
  return tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
}

function createWriter(
  { timestamps, limitBytes }: LogOptions,
  push: (bytes: Uint8Array) => void,
): (lines: readonly LogLine[]) => void {
  let left = limitBytes ?? Number.POSITIVE_INFINITY;
  return (lines) => {
    const text = lines
      .map((line) =>
        timestamps ? `${nanoTime(line.time, nanosOf(line))} ${line.text}` : line.text,
      )
      .join('');
    if (text === '' || left <= 0) return;
    const bytes = encoder.encode(text);
    push(bytes.length > left ? bytes.subarray(0, left) : bytes);
    left -= bytes.length;
  };
}

function nanosOf({ order }: LogLine): number {
  return (order * 1013 + 127_311) % 1_000_000;
}
