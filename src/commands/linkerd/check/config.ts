import { at, textAt } from '#commands/kubectl/json.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import type { Checker } from './checker.ts';
import { missingDefinitions } from './definitions.ts';
import {
  missing,
  missingClusterRoleBindings,
  missingClusterRoles,
  missingServiceAccounts,
  namespaceProblem,
  ofControlPlane,
} from './resources.ts';
import { skipped, type Category, type Verdict } from './runner.ts';

const admission = '/apis/admissionregistration.k8s.io/v1';

function roleNames({ namespace }: Checker): readonly string[] {
  return [`linkerd-${namespace}-identity`, `linkerd-${namespace}-proxy-injector`];
}

export const config: Category = {
  id: 'linkerd-config',
  checks: [
    {
      description: 'control plane Namespace exists',
      anchor: 'l5d-existence-ns',
      isFatal: true,
      run: (checker) => namespaceProblem(checker, checker.namespace, true),
    },
    {
      description: 'control plane ClusterRoles exist',
      anchor: 'l5d-existence-cr',
      isFatal: true,
      run: (checker) => missingClusterRoles(checker, roleNames(checker), ofControlPlane),
    },
    {
      description: 'control plane ClusterRoleBindings exist',
      anchor: 'l5d-existence-crb',
      isFatal: true,
      run: (checker) => missingClusterRoleBindings(checker, roleNames(checker), ofControlPlane),
    },
    {
      description: 'control plane ServiceAccounts exist',
      anchor: 'l5d-existence-sa',
      isFatal: true,
      run: (checker) =>
        missingServiceAccounts(checker, [
          'linkerd-destination',
          'linkerd-identity',
          'linkerd-proxy-injector',
        ]),
    },
    {
      description: 'control plane CustomResourceDefinitions exist',
      anchor: 'l5d-existence-crd',
      isFatal: true,
      run: missingDefinitions,
    },
    {
      description: 'control plane MutatingWebhookConfigurations exist',
      anchor: 'l5d-existence-mwc',
      isFatal: true,
      run: (checker) =>
        missing(checker, {
          kinds: 'MutatingWebhookConfigurations',
          path: `${admission}/mutatingwebhookconfigurations`,
          names: ['linkerd-proxy-injector-webhook-config'],
          labelSelector: ofControlPlane,
        }),
    },
    {
      description: 'control plane ValidatingWebhookConfigurations exist',
      anchor: 'l5d-existence-vwc',
      isFatal: true,
      run: (checker) =>
        missing(checker, {
          kinds: 'ValidatingWebhookConfigurations',
          path: `${admission}/validatingwebhookconfigurations`,
          names: ['linkerd-sp-validator-webhook-config'],
          labelSelector: ofControlPlane,
        }),
    },
    {
      description: 'proxy-init container runs as root user if docker container runtime is used',
      anchor: 'l5d-proxy-init-run-as-root',
      run: dockerProblem,
    },
  ],
};

/** `CheckNodesHaveNonDockerRuntime`. */
async function dockerProblem(checker: Checker): Promise<Verdict> {
  const values = await valuesOrNone(checker);
  if (values === undefined) return skipped;
  if (at(values, 'proxyInit.runAsRoot') === true) return undefined;
  const nodes = await checker.list('/api/v1/nodes');
  const hasDocker = nodes.some((node) =>
    textAt(node, 'status.nodeInfo.containerRuntimeVersion').startsWith('docker:'),
  );
  return hasDocker
    ? 'there are nodes using the docker container runtime and proxy-init container must run as root user.\ntry installing linkerd via --set proxyInit.runAsRoot=true'
    : undefined;
}

async function valuesOrNone(checker: Checker) {
  try {
    return await checker.values();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
