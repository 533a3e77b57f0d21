import { at, listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { uncreatable } from './install-manifest.ts';
import { namespaceProblem } from './resources.ts';
import type { Category, Check, Verdict } from './runner.ts';

interface Action {
  readonly verb: 'create' | 'get';
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** `ResourceAuthz` of pkg/k8s/authz.go: may whoever runs this do it, in the control plane's namespace? */
async function refusal(
  { context, namespace }: Checker,
  { verb, group, version, resource }: Action,
): Promise<Verdict> {
  const review = await context.client.json(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { namespace, verb, group, version, resource } },
      },
    },
  );
  if (at(review, 'status.allowed') === true) return undefined;
  const name = group === '' ? resource : `${resource}.${group}`;
  const reason = textAt(review, 'status.reason');
  return `not authorized to access ${name}${reason === '' ? '' : `: ${reason}`}`;
}

function canCreate(kinds: string, resource: string, group = '', version = 'v1'): Check {
  return {
    description: `can create ${kinds}`,
    anchor: 'pre-k8s',
    run: (checker) => refusal(checker, { verb: 'create', group, version, resource }),
  };
}

export const preInstall: Category = {
  id: 'pre-kubernetes-setup',
  checks: [
    {
      description: 'control plane namespace does not already exist',
      anchor: 'pre-ns',
      run: (checker) => namespaceProblem(checker, checker.namespace, false),
    },
    {
      description: 'can create non-namespaced resources',
      anchor: 'pre-k8s-cluster-k8s',
      run: uncreatable,
    },
    canCreate('ServiceAccounts', 'serviceaccounts'),
    canCreate('Services', 'services'),
    canCreate('Deployments', 'deployments', 'apps'),
    canCreate('CronJobs', 'cronjobs', 'batch', 'v1beta1'),
    canCreate('ConfigMaps', 'configmaps'),
    canCreate('Secrets', 'secrets'),
    {
      description: 'can read Secrets',
      anchor: 'pre-k8s',
      run: (checker) =>
        refusal(checker, { verb: 'get', group: '', version: 'v1', resource: 'secrets' }),
    },
    {
      description: 'can read extension-apiserver-authentication configmap',
      anchor: 'pre-k8s',
      run: extensionAuthentication,
    },
    {
      description: 'no clock skew detected',
      anchor: 'pre-k8s-clock-skew',
      isWarning: true,
      run: clockSkew,
    },
  ],
};

/** `checkExtensionAPIServerAuthentication`. */
async function extensionAuthentication(checker: Checker): Promise<Verdict> {
  const key = 'requestheader-client-ca-file';
  const configMap = await checker.get(
    '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication',
  );
  return textOf(recordAt(configMap, 'data')[key]) === '' ? `--${key} is not configured` : undefined;
}

/** A node tells every five minutes that it is ready; ten seconds more are allowed. */
const allowedSkewMs = (5 * 60 + 10) * 1000;

/** `checkClockSkew`. */
async function clockSkew(checker: Checker): Promise<Verdict> {
  const nodes = await checker.list('/api/v1/nodes');
  const skewed = nodes.filter((node) =>
    listAt(node, 'status.conditions').some((condition) => {
      if (condition['type'] !== 'Ready' || condition['status'] !== 'True') return false;
      const heartbeat = Date.parse(textAt(condition, 'lastHeartbeatTime'));
      return Math.abs(checker.now - heartbeat) > allowedSkewMs;
    }),
  );
  if (skewed.length === 0) return undefined;
  const names = skewed.map((node) => textAt(node, 'metadata.name'));
  return `clock skew detected for node(s): ${names.join(', ')}`;
}
