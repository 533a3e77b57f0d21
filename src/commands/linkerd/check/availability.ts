import { at, numberAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { skipped, type Category, type Verdict } from './runner.ts';

const components = ['linkerd-destination', 'linkerd-identity', 'linkerd-proxy-injector'];

/** Nothing is told of an installation that is not meant to be highly available. */
export const highAvailability: Category = {
  id: 'linkerd-ha-checks',
  checks: [
    {
      description: 'multiple replicas of control plane pods',
      anchor: 'l5d-control-plane-replicas',
      isRetried: true,
      isWarning: true,
      run: loneComponents,
    },
  ],
};

/** `checkMinReplicasAvailable`. */
async function loneComponents(checker: Checker): Promise<Verdict> {
  if (at(await checker.values(), 'highAvailability') !== true) return skipped;
  const lone: string[] = [];
  for (const name of components) {
    const path = `/apis/apps/v1/namespaces/${checker.namespace}/deployments/${name}`;
    if (numberAt(await checker.get(path), 'status.availableReplicas') <= 1) lone.push(name);
  }
  return lone.length === 0 ? undefined : `not enough replicas available for [${lone.join(' ')}]`;
}
