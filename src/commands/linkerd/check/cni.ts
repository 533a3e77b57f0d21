import { at, numberAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { skipped, type Category, type Check, type Verdict } from './runner.ts';

const name = 'linkerd-cni';
const rbac = '/apis/rbac.authorization.k8s.io/v1';

function namespaceOf({ context }: Checker): string {
  return context.flags.text('cni-namespace');
}

function daemonSetPath(checker: Checker): string {
  return `/apis/apps/v1/namespaces/${namespaceOf(checker)}/daemonsets/${name}`;
}

const checks: readonly Check[] = [
  {
    description: 'cni plugin ConfigMap exists',
    anchor: 'cni-plugin-cm-exists',
    isFatal: true,
    run: async (checker) => {
      await checker.get(`/api/v1/namespaces/${namespaceOf(checker)}/configmaps/linkerd-cni-config`);
      return undefined;
    },
  },
  existing('ClusterRole', 'cni-plugin-cr-exists', () => `${rbac}/clusterroles/${name}`),
  existing(
    'ClusterRoleBinding',
    'cni-plugin-crb-exists',
    () => `${rbac}/clusterrolebindings/${name}`,
  ),
  existing(
    'ServiceAccount',
    'cni-plugin-sa-exists',
    (checker) => `/api/v1/namespaces/${namespaceOf(checker)}/serviceaccounts/${name}`,
  ),
  existing('DaemonSet', 'cni-plugin-ds-exists', daemonSetPath),
  {
    description: 'cni plugin pod is running on all nodes',
    anchor: 'cni-plugin-ready',
    isRetried: true,
    tellsRetries: true,
    isFatal: true,
    run: async (checker) => {
      const daemonSet = await checker.find(daemonSetPath(checker));
      if (daemonSet === undefined) return `missing DaemonSet: ${name}`;
      const ready = numberAt(daemonSet, 'status.numberReady');
      const scheduled = numberAt(daemonSet, 'status.desiredNumberScheduled');
      return ready === scheduled
        ? undefined
        : `number ready: ${ready}, number scheduled: ${scheduled}`;
    },
  },
];

function existing(kind: string, anchor: string, pathOf: (checker: Checker) => string): Check {
  return {
    description: `cni plugin ${kind} exists`,
    anchor,
    isFatal: true,
    run: async (checker) =>
      (await checker.find(pathOf(checker))) === undefined ? `missing ${kind}: ${name}` : undefined,
  };
}

/** Nothing is told where the plugin is not used. */
export const cniPlugin: Category = {
  id: 'linkerd-cni-plugin',
  checks: checks.map((check) => ({
    ...check,
    run: async (checker): Promise<Verdict> =>
      (await isUsed(checker)) ? await check.run(checker) : skipped,
  })),
};

/** By the line, before there is a configuration to say it. */
async function isUsed(checker: Checker): Promise<boolean> {
  return checker.hasCni || at(await checker.values(), 'cniEnabled') === true;
}
