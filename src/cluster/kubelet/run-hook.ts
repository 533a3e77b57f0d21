import type { ILifecycleHandler } from 'kubernetes-models/v1/LifecycleHandler';
import { createTextOutput } from '#process/pipe.ts';
import type { ContainerSpec, Kubelet, Pod } from './parts.ts';
import { httpCheck } from './probe-network.ts';
import { runCommand } from './run-command.ts';
import type { RunKey } from './run-end.ts';
import { emptyInput, StartError } from './runtime.ts';

interface HookRun {
  pod: Pod;
  key: RunKey;
  spec: ContainerSpec;
  hook: ILifecycleHandler;
}

/** Runs a hook of a container's life; tells how it failed, or undefined. */
export function runHook(
  kubelet: Kubelet,
  { pod, key, spec, hook }: HookRun,
  then: (failure: string | undefined) => void,
): void {
  const { clock, runtime } = kubelet;
  if (hook.sleep) {
    clock.after(hook.sleep.seconds * 1000, () => then(undefined));
    return;
  }
  if (hook.httpGet) {
    const { failure } = httpCheck(kubelet, { pod, spec, action: hook.httpGet, timeoutMs: 60_000 });
    then(failure);
    return;
  }
  const live = runtime.find(key.run);
  const argv = hook.exec?.command ?? [];
  if (!live || argv.length === 0) {
    then(undefined);
    return;
  }
  const stdout = createTextOutput();
  const { signal } = new AbortController();
  try {
    runCommand(clock, live, { argv, stdin: emptyInput, stdout, stderr: stdout, signal }).then(
      (code) => clock.after(0, () => then(code === 0 ? undefined : stdout.text())),
      (error: unknown) => clock.after(0, () => then(String(error))),
    );
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    then(error.message);
  }
}
