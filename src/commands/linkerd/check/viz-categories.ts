import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { credentialsIn } from './credentials.ts';
import { extensionNamespaces, extensionOf } from './extensions.ts';
import { absentProblem, podsProblem, unmeshedProblem } from './pods.ts';
import { outdatedProxies, unmatchedProxy } from './proxy-versions.ts';
import { missing, missingClusterRoleBindings, missingClusterRoles } from './resources.ts';
import { skipped, type Category, type Check, type Verdict } from './runner.ts';
import { servingExpiry, servingProblem } from './serving-certificates.ts';
import { unhealthyProxies } from './trust-bundle.ts';
import type { ConnectVizApi } from './viz-api.ts';

const apiService = '/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.tap.linkerd.io';
const ofViz = 'linkerd.io/extension=viz';

/** The extension's namespace, by its label. */
export async function vizNamespace(checker: Checker): Promise<JsonObject | undefined> {
  const namespaces = await extensionNamespaces(checker);
  return namespaces.find((namespace) => extensionOf(namespace) === 'viz');
}

/** Of the namespace that the first check has found. */
function inViz(run: (checker: Checker, namespace: string) => Promise<Verdict>): Check['run'] {
  return async (checker) => {
    const namespace = await vizNamespace(checker);
    return namespace === undefined
      ? 'namespace with label "linkerd.io/extension: viz" not found'
      : await run(checker, textAt(namespace, 'metadata.name'));
  };
}

/** linkerd2 viz/pkg/healthcheck/healthcheck.go (edge-26.6.3): VizCategory. */
export function vizCategory(connect: ConnectVizApi): Category {
  return {
    id: 'linkerd-viz',
    checks: [
      {
        description: 'linkerd-viz Namespace exists',
        anchor: 'l5d-viz-ns-exists',
        isFatal: true,
        run: inViz(() => Promise.resolve(undefined)),
      },
      {
        description: 'can initialize the client',
        anchor: 'l5d-viz-existence-client',
        isFatal: true,
        // A check right after the install waits (linkerd2 issue 10829).
        isRetried: true,
        run: inViz(async ({ context }, namespace) => {
          await connect(context, namespace);
          return undefined;
        }),
      },
      ...objectChecks,
      ...podChecks,
      {
        description: 'prometheus is installed and configured correctly',
        anchor: 'l5d-viz-prometheus',
        isWarning: true,
        run: prometheusProblem,
      },
      {
        description: 'viz extension self-check',
        anchor: 'l5d-viz-metrics-api',
        isFatal: true,
        isRetried: true,
        run: inViz(async ({ context }, namespace) => {
          const api = await connect(context, namespace);
          const results = await api.selfCheck();
          if (results.length === 0) return 'No results returned';
          const wrong = results.filter(({ isOk }) => !isOk).map(({ message }) => message);
          return wrong.length === 0 ? undefined : wrong.join('\n    ');
        }),
      },
    ],
  };
}

const objectChecks: readonly Check[] = [
  {
    description: 'linkerd-viz ClusterRoles exist',
    anchor: 'l5d-viz-cr-exists',
    isFatal: true,
    run: inViz((checker, namespace) =>
      missingClusterRoles(checker, [
        `linkerd-${namespace}-tap`,
        `linkerd-${namespace}-metrics-api`,
        `linkerd-${namespace}-tap-admin`,
        'linkerd-tap-injector',
      ]),
    ),
  },
  {
    description: 'linkerd-viz ClusterRoleBindings exist',
    anchor: 'l5d-viz-crb-exists',
    isFatal: true,
    run: inViz((checker, namespace) =>
      missingClusterRoleBindings(checker, [
        `linkerd-${namespace}-tap`,
        `linkerd-${namespace}-metrics-api`,
        `linkerd-${namespace}-tap-auth-delegator`,
        'linkerd-tap-injector',
      ]),
    ),
  },
  {
    description: 'tap API server has valid cert',
    anchor: 'l5d-tap-cert-valid',
    isFatal: true,
    run: inViz(async (checker, namespace) => {
      const bundle = atob(textAt(await checker.get(apiService), 'spec.caBundle'));
      const credentials = await tapCredentials(checker, namespace);
      return servingProblem(checker, credentials, { bundle, host: `tap.${namespace}.svc` });
    }),
  },
  {
    description: 'tap API server cert is valid for at least 60 days',
    anchor: 'l5d-tap-cert-not-expiring-soon',
    isWarning: true,
    run: inViz(async (checker, namespace) =>
      servingExpiry(checker, await tapCredentials(checker, namespace)),
    ),
  },
  {
    description: 'tap API service is running',
    anchor: 'l5d-tap-api',
    isWarning: true,
    isRetried: true,
    run: unavailableTap,
  },
];

function tapCredentials(checker: Checker, namespace: string) {
  return credentialsIn(checker, { namespace, name: 'tap-k8s-tls', oldName: 'linkerd-tap-tls' });
}

/** `CheckAPIService`. */
async function unavailableTap(checker: Checker): Promise<Verdict> {
  const service = await checker.get(apiService);
  const available = listAt(service, 'status.conditions').find(({ type }) => type === 'Available');
  if (!available) return `${textAt(service, 'metadata.name')} service not available`;
  return available['status'] === 'True'
    ? undefined
    : `${textAt(available, 'reason')}: ${textAt(available, 'message')}`;
}

const components = ['web', 'tap', 'metrics-api', 'tap-injector'];

const podChecks: readonly Check[] = [
  {
    description: 'linkerd-viz pods are injected',
    anchor: 'l5d-viz-pods-injection',
    isWarning: true,
    run: inViz(async (checker, namespace) =>
      unmeshedProblem(await checker.listIn(namespace, 'pods')),
    ),
  },
  {
    description: 'viz extension pods are running',
    anchor: 'l5d-viz-pods-running',
    isWarning: true,
    isRetried: true,
    tellsRetries: true,
    run: inViz(async (checker, namespace) => {
      const pods = await checker.listIn(namespace, 'pods', ofViz);
      return absentProblem(pods, components) ?? podsProblem(pods, namespace);
    }),
  },
  {
    description: 'viz extension proxies are healthy',
    anchor: 'l5d-viz-proxy-healthy',
    isWarning: true,
    run: inViz(unhealthyProxies),
  },
  {
    description: 'viz extension proxies are up-to-date',
    anchor: 'l5d-viz-proxy-cp-version',
    isWarning: true,
    run: inViz(async (checker, namespace) =>
      outdatedProxies(checker, await checker.listIn(namespace, 'pods')),
    ),
  },
  {
    description: 'viz extension proxies and cli versions match',
    anchor: 'l5d-viz-proxy-cli-version',
    isWarning: true,
    run: inViz(async (checker, namespace) =>
      unmatchedProxy(checker, await checker.listIn(namespace, 'pods')),
    ),
  },
];

/** Unless another Prometheus is used, which an annotation of the namespace says. */
async function prometheusProblem(checker: Checker): Promise<Verdict> {
  const viz = await vizNamespace(checker);
  const namespace = textAt(viz, 'metadata.name');
  const external = recordAt(viz, 'metadata.annotations')['viz.linkerd.io/external-prometheus'];
  if (textOf(external) !== '') return skipped;
  const names = [`linkerd-${namespace}-prometheus`];
  return (
    (await missingClusterRoles(checker, names)) ??
    (await missingClusterRoleBindings(checker, names)) ??
    (await missing(checker, {
      kinds: 'ConfigMaps',
      path: `/api/v1/namespaces/${namespace}/configmaps`,
      names: ['prometheus-config'],
    })) ??
    absentProblem(await checker.listIn(namespace, 'pods', ofViz), ['prometheus'])
  );
}
