import type { JsonObject } from '#cluster/api/object.ts';
import type { Checker } from './checker.ts';
import { misplacedAnnotations, misplacedLabels } from './misplaced-metadata.ts';
import { opaquePortsProblem } from './opaque-ports.ts';
import { meshedLabel, podsProblem } from './pods.ts';
import { outdatedProxies, unmatchedProxy } from './proxy-versions.ts';
import { namespaceProblem } from './resources.ts';
import type { Category, Check } from './runner.ts';
import { unhealthyProxies } from './trust-bundle.ts';

function controlPlanePods(checker: Checker): Promise<readonly JsonObject[]> {
  return checker.listIn(checker.namespace, 'pods', meshedLabel);
}

/** `GetDataPlanePods`. */
function dataPlanePods(checker: Checker): Promise<readonly JsonObject[]> {
  return checker.listIn(checker.dataPlaneNamespace, 'pods', `${meshedLabel}=${checker.namespace}`);
}

function dataPlaneServices(checker: Checker): Promise<readonly JsonObject[]> {
  return checker.listIn(checker.dataPlaneNamespace, 'services');
}

export const controlPlaneProxies: Category = {
  id: 'linkerd-control-plane-proxy',
  checks: [
    {
      description: 'control plane proxies are healthy',
      anchor: 'l5d-cp-proxy-healthy',
      isRetried: true,
      tellsRetries: true,
      isFatal: true,
      run: (checker) => unhealthyProxies(checker, checker.namespace),
    },
    {
      description: 'control plane proxies are up-to-date',
      anchor: 'l5d-cp-proxy-version',
      isWarning: true,
      run: async (checker) => outdatedProxies(checker, await controlPlanePods(checker)),
    },
    {
      description: 'control plane proxies and cli versions match',
      anchor: 'l5d-cp-proxy-cli-version',
      isWarning: true,
      run: async (checker) => unmatchedProxy(checker, await controlPlanePods(checker)),
    },
  ],
};

/** Nothing to say when the proxies of all namespaces are checked. */
export const dataPlaneNamespaceExists: Check = {
  description: 'data plane namespace exists',
  anchor: 'l5d-data-plane-exists',
  isFatal: true,
  run: async (checker) =>
    checker.dataPlaneNamespace === ''
      ? undefined
      : await namespaceProblem(checker, checker.dataPlaneNamespace, true),
};

export const dataPlane: Category = {
  id: 'linkerd-data-plane',
  checks: [
    dataPlaneNamespaceExists,
    {
      description: 'data plane proxies are ready',
      anchor: 'l5d-data-plane-ready',
      isRetried: true,
      isFatal: true,
      run: async (checker) => podsProblem(await dataPlanePods(checker), checker.dataPlaneNamespace),
    },
    {
      description: 'data plane is up-to-date',
      anchor: 'l5d-data-plane-version',
      isWarning: true,
      run: async (checker) => outdatedProxies(checker, await dataPlanePods(checker)),
    },
    {
      description: 'data plane and cli versions match',
      anchor: 'l5d-data-plane-cli-version',
      isWarning: true,
      run: async (checker) => unmatchedProxy(checker, await dataPlanePods(checker)),
    },
    {
      description: 'data plane pod labels are configured correctly',
      anchor: 'l5d-data-plane-pod-labels',
      isWarning: true,
      run: async (checker) => misplacedLabels('pods', await dataPlanePods(checker)),
    },
    {
      description: 'data plane service labels are configured correctly',
      anchor: 'l5d-data-plane-services-labels',
      isWarning: true,
      run: async (checker) => misplacedLabels('services', await dataPlaneServices(checker)),
    },
    {
      description: 'data plane service annotations are configured correctly',
      anchor: 'l5d-data-plane-services-annotations',
      isWarning: true,
      run: async (checker) => misplacedAnnotations(await dataPlaneServices(checker)),
    },
    {
      description: 'opaque ports are properly annotated',
      anchor: 'linkerd-opaque-ports-definition',
      isWarning: true,
      run: opaquePortsProblem,
    },
  ],
};
