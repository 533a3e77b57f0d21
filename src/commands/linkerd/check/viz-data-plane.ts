import type { JsonObject } from '#cluster/api/object.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { proxyVariable } from './pods.ts';
import { dataPlaneNamespaceExists } from './proxies.ts';
import type { Category, Verdict } from './runner.ts';
import type { ConnectVizApi } from './viz-api.ts';
import { vizNamespace } from './viz-categories.ts';

/** linkerd2 viz/pkg/healthcheck/healthcheck.go (edge-26.6.3): VizDataPlaneCategory. */
export function vizDataPlane(connect: ConnectVizApi): Category {
  return {
    id: 'linkerd-viz-data-plane',
    checks: [
      dataPlaneNamespaceExists,
      {
        description: 'prometheus is authorized to scrape data plane pods',
        anchor: 'l5d-viz-data-plane-prom-authz',
        isWarning: true,
        run: unauthorizedPods,
      },
      {
        description: 'data plane proxy metrics are present in Prometheus',
        anchor: 'l5d-data-plane-prom',
        isWarning: true,
        isRetried: true,
        run: async (checker) => {
          const namespace = textAt(await vizNamespace(checker), 'metadata.name');
          const api = await connect(checker.context, namespace);
          const silent = (await api.listPods(checker.dataPlaneNamespace))
            .filter(({ controllerNamespace }) => controllerNamespace === checker.namespace)
            .filter(({ isAdded }) => !isAdded)
            .map(({ name }) => name);
          return silent.length === 0
            ? undefined
            : `Data plane metrics not found for ${silent.join(', ')}.`;
        },
      },
    ],
  };
}

/** `checkPromAuthorized`: pods that let nobody in by default, in namespaces that do not allow scrapes. */
async function unauthorizedPods(checker: Checker): Promise<Verdict> {
  const { dataPlaneNamespace } = checker;
  const pods: string[] = [];
  for (const namespace of await dataPlaneNamespaces(checker)) {
    const name = textAt(namespace, 'metadata.name');
    if (await allowsScrapes(checker, name)) continue;
    const prefix = name === dataPlaneNamespace ? '' : `${name}/`;
    for (const pod of await checker.listIn(name, 'pods')) {
      if (proxyVariable(pod, 'LINKERD2_PROXY_INBOUND_DEFAULT_POLICY') === 'deny')
        pods.push(`\t* ${prefix}${textAt(pod, 'metadata.name')}`);
    }
  }
  if (pods.length === 0) return undefined;
  return [
    'prometheus may not be authorized to scrape the following pods:',
    ...pods,
    '    consider running `linkerd viz allow-scrapes` to authorize prometheus scrapes',
  ].join('\n');
}

async function allowsScrapes(checker: Checker, namespace: string): Promise<boolean> {
  const policies = `/apis/policy.linkerd.io/v1alpha1/namespaces/${namespace}/authorizationpolicies`;
  return (await checker.find(`${policies}/prometheus-scrape`)) !== undefined;
}

async function dataPlaneNamespaces(checker: Checker): Promise<readonly JsonObject[]> {
  const { dataPlaneNamespace } = checker;
  return dataPlaneNamespace === ''
    ? await checker.list('/api/v1/namespaces')
    : [await checker.get(`/api/v1/namespaces/${dataPlaneNamespace}`)];
}
