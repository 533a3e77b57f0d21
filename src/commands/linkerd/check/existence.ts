import type { JsonObject } from '#cluster/api/object.ts';
import { at, listAt, textAt } from '#commands/kubectl/json.ts';
import { foreignPod, foreignPodCidrs, foreignService } from './cluster-networks.ts';
import type { Checker } from './checker.ts';
import { missingServiceAccounts } from './resources.ts';
import type { Category, Verdict } from './runner.ts';

export const existence: Category = {
  id: 'linkerd-existence',
  checks: [
    {
      description: "'linkerd-config' config map exists",
      anchor: 'l5d-existence-linkerd-config',
      isFatal: true,
      run: async (checker) => {
        await checker.values();
        return undefined;
      },
    },
    {
      description: 'heartbeat ServiceAccount exist',
      anchor: 'l5d-existence-sa',
      isFatal: true,
      run: async (checker) =>
        at(await checker.values(), 'disableHeartBeat') === true
          ? undefined
          : await missingServiceAccounts(checker, ['linkerd-heartbeat']),
    },
    {
      description: 'control plane replica sets are ready',
      anchor: 'l5d-existence-replicasets',
      isRetried: true,
      isFatal: true,
      run: failedReplicaSets,
    },
    {
      description: 'no unschedulable pods',
      anchor: 'l5d-existence-unschedulable-pods',
      isRetried: true,
      tellsRetries: true,
      isWarning: true,
      run: unschedulablePod,
    },
    {
      description: 'control plane pods are ready',
      anchor: 'l5d-api-control-ready',
      isRetried: true,
      tellsRetries: true,
      isFatal: true,
      run: async (checker) =>
        unreadyComponent(
          await checker.listIn(checker.namespace, 'pods', 'linkerd.io/control-plane-component'),
        ),
    },
    {
      description: 'cluster networks contains all node podCIDRs',
      anchor: 'l5d-cluster-networks-cidr',
      run: foreignPodCidrs,
    },
    {
      description: 'cluster networks contains all pods',
      anchor: 'l5d-cluster-networks-pods',
      run: foreignPod,
    },
    {
      description: 'cluster networks contains all services',
      anchor: 'l5d-cluster-networks-pods',
      run: foreignService,
    },
  ],
};

/** `checkControlPlaneReplicaSets`. */
async function failedReplicaSets(checker: Checker): Promise<Verdict> {
  const sets = await checker.list(`/apis/apps/v1/namespaces/${checker.namespace}/replicasets`);
  const failures = sets
    .flatMap((set) => listAt(set, 'status.conditions'))
    .filter(({ type, status }) => type === 'ReplicaFailure' && status === 'True')
    .map((condition) => `${textAt(condition, 'reason')}: ${textAt(condition, 'message')}`);
  return failures.length === 0 ? undefined : failures.join('\n   ');
}

/** `checkUnschedulablePods`. */
async function unschedulablePod(checker: Checker): Promise<Verdict> {
  for (const pod of await checker.listIn(checker.namespace, 'pods')) {
    const found = listAt(pod, 'status.conditions').find(({ reason }) => reason === 'Unschedulable');
    if (found) return `${textAt(pod, 'metadata.name')}: ${textAt(found, 'message')}`;
  }
  return undefined;
}

const components = ['destination', 'identity', 'proxy-injector'];

/** `validateControlPlanePods`: of each component one pod whose containers are ready. */
function unreadyComponent(pods: readonly JsonObject[]): Verdict {
  for (const component of components) {
    const running = pods.filter(
      (pod) => textAt(pod, 'status.phase') === 'Running' && componentOf(pod) === component,
    );
    if (running.length === 0) return `No running pods for "linkerd-${component}"`;
    const unready = running.map(unreadyContainer);
    if (!unready.includes(undefined)) return unready.at(-1);
  }
  return undefined;
}

/** By its name, `linkerd-proxy-injector-5d97b8c4f6-w8rnc`. */
function componentOf(pod: JsonObject): string {
  const [, component = ''] = /^linkerd-(.+)-[^-]+-[^-]+$/.exec(textAt(pod, 'metadata.name')) ?? [];
  return component;
}

function unreadyContainer(pod: JsonObject): string | undefined {
  const unready = listAt(pod, 'status.containerStatuses').findLast(({ ready }) => ready !== true);
  return (
    unready &&
    `pod/${textAt(pod, 'metadata.name')} container ${textAt(unready, 'name')} is not ready`
  );
}
