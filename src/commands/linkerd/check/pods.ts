import type { JsonObject } from '#cluster/api/object.ts';
import { at, listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Verdict } from './runner.ts';

/** Every pod with a proxy has it. */
export const meshedLabel = 'linkerd.io/control-plane-ns';
const proxyName = 'linkerd-proxy';

/** The proxy's container: a sidecar among the init containers, or one like the others. */
export function proxyOf(pod: JsonObject): JsonObject | undefined {
  return [...listAt(pod, 'spec.initContainers'), ...listAt(pod, 'spec.containers')].find(
    (container) => textAt(container, 'name') === proxyName,
  );
}

/** Of its image; '' when there is no proxy, or when it is named by digest. */
export function proxyVersionOf(pod: JsonObject): string {
  const image = textAt(proxyOf(pod), 'image');
  return image.includes('@') ? '' : image.slice(image.lastIndexOf(':') + 1);
}

/** The value of a variable of the proxy's. */
export function proxyVariable(pod: JsonObject, name: string): string {
  const variable = listAt(proxyOf(pod), 'env').find((one) => textAt(one, 'name') === name);
  return textAt(variable, 'value');
}

function isProxyReady(pod: JsonObject): boolean {
  const status = [
    ...listAt(pod, 'status.initContainerStatuses'),
    ...listAt(pod, 'status.containerStatuses'),
  ].find((one) => textAt(one, 'name') === proxyName);
  return at(status, 'ready') === true;
}

const withoutProxy: ReadonlySet<string> = new Set([
  'Completed',
  'NodeShutdown',
  'Shutdown',
  'Terminated',
]);

/** `CheckPodsRunning`: `namespace` is named where there is no pod at all. */
export function podsProblem(pods: readonly JsonObject[], namespace: string): Verdict {
  if (pods.length === 0) {
    const place = namespace === '' ? '' : ` in the "${namespace}" namespace`;
    return `no "${proxyName}" containers found${place}`;
  }
  for (const pod of pods) {
    const name = textAt(pod, 'metadata.name');
    const status = podStatus(pod);
    if (withoutProxy.has(status)) continue;
    if (status !== 'Running' && status !== 'Evicted')
      return `pod "${name}" status is ${textAt(pod, 'status.phase')}`;
    if (!isProxyReady(pod)) return `container "${proxyName}" in pod "${name}" is not ready`;
  }
  return undefined;
}

/** `CheckIfDataPlanePodsExist`. */
export function unmeshedProblem(pods: readonly JsonObject[]): Verdict {
  const pod = pods.find((one) => proxyOf(one) === undefined);
  return pod && `could not find proxy container for ${textAt(pod, 'metadata.name')} pod`;
}

/** `CheckForPods`: those of each Deployment, by the label that says its component. */
export function absentProblem(
  pods: readonly JsonObject[],
  deployments: readonly string[],
): Verdict {
  const found = new Set(
    pods.flatMap((pod) => {
      const labels = at(pod, 'metadata.labels');
      return Object.entries(labels ?? {}).flatMap(([label, value]) =>
        label === 'linkerd.io/control-plane-component' || label === 'component' ? [value] : [],
      );
    }),
  );
  const absent = deployments.find((name) => !found.has(name));
  return absent && `Could not find pods for deployment ${absent}`;
}

/** The STATUS that `kubectl get pods` has for it, but for one that is being deleted (pkg/k8s/k8s.go, GetPodStatus). */
export function podStatus(pod: JsonObject): string {
  const phase = textAt(pod, 'status.reason') || textAt(pod, 'status.phase');
  return initStatus(pod) ?? mainStatus(pod, phase);
}

function initStatus(pod: JsonObject): string | undefined {
  const containers = listAt(pod, 'spec.initContainers');
  for (const [place, status] of listAt(pod, 'status.initContainerStatuses').entries()) {
    const container = containers.find((one) => one['name'] === status['name']);
    const isSidecar = textAt(container, 'restartPolicy') === 'Always';
    if (isSidecar && status['started'] === true && status['ready'] === true) continue;
    const terminated = at(status, 'state.terminated');
    if (terminated !== undefined) {
      if (numberAt(terminated, 'exitCode') === 0 && numberAt(terminated, 'signal') === 0) continue;
      return `Init:${terminatedReason(terminated)}`;
    }
    const waiting = textAt(status, 'state.waiting.reason');
    if (waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${place}/${containers.length}`;
  }
  return undefined;
}

function mainStatus(pod: JsonObject, phase: string): string {
  let reason = phase;
  let hasRunning = false;
  for (const status of listAt(pod, 'status.containerStatuses').toReversed()) {
    const waiting = textAt(status, 'state.waiting.reason');
    const terminated = at(status, 'state.terminated');
    if (waiting !== '') reason = waiting;
    else if (terminated !== undefined) reason = terminatedReason(terminated);
    else if (status['ready'] === true && at(status, 'state.running') !== undefined)
      hasRunning = true;
  }
  return reason === 'Completed' && hasRunning ? 'Running' : reason;
}

function terminatedReason(terminated: unknown): string {
  const reason = textAt(terminated, 'reason');
  if (reason !== '') return reason;
  const signal = numberAt(terminated, 'signal');
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode')}` : `Signal:${signal}`;
}
