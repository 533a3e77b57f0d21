import type { Kubelet } from './parts.ts';
import { findContainer } from './pod-spec.ts';

export interface RunKey {
  readonly uid: string;
  readonly container: string;
  readonly run: string;
}

/** The main process of a run has ended, by itself or because it was killed. */
export function endOfMain(
  kubelet: Kubelet,
  { uid, container, run }: RunKey,
  { code: exitCode, reason: cause }: { code: number; reason?: string | undefined },
): void {
  const { clock, pods, runtime } = kubelet;
  const live = runtime.find(run);
  const state = pods.find(uid)?.containers.get(container);
  if (!live || live.hasEnded) return;
  live.hasEnded = true;
  live.process?.kill();
  for (const tell of live.ended) tell();
  live.ended = [];
  if (state?.run?.id !== run || state.run.end) return;
  const reason = cause ?? (exitCode === 0 ? 'Completed' : 'Error');
  const message = terminationMessage(kubelet, { uid, container, run }, exitCode);
  pods.changeContainer(uid, container, {
    isStarted: false,
    isReady: false,
    run: {
      ...state.run,
      end: { at: clock.now(), exitCode, reason, ...(message === '' ? {} : { message }) },
    },
  });
  kubelet.queueAtRelist(uid);
}

/** What the process left in its termination message file, or its last lines where it asks for them. */
function terminationMessage(
  { find, runtime }: Kubelet,
  { uid, container, run }: RunKey,
  exitCode: number,
): string {
  const pod = find(uid);
  const spec = pod && findContainer(pod, container);
  const live = runtime.find(run);
  if (!spec || !live) return '';
  const path = spec.terminationMessagePath ?? '/dev/termination-log';
  if (live.isProgram && live.files.stat(path)) return live.files.readText(path).slice(0, 4096);
  if (spec.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) return '';
  return live.log
    .from(0)
    .slice(-80)
    .map(({ text }) => text)
    .join('')
    .slice(-2048);
}
