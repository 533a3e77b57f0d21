import { chartLabels, revised, type Manifest, type Target } from './manifest.ts';

/** `groups / resources / verbs / names`, each a list of words; `core` is the group without a name. */
type Rule = string;

const read = 'get list watch';
const all = 'get watch list update patch create delete';
const istioGroups =
  'config.istio.io security.istio.io networking.istio.io authentication.istio.io rbac.istio.io telemetry.istio.io extensions.istio.io';

/** What istiod may do (istio-discovery/templates/clusterrole.yaml). */
const istiodRules: readonly Rule[] = [
  `admissionregistration.k8s.io / mutatingwebhookconfigurations / get list watch update patch`,
  `admissionregistration.k8s.io / validatingwebhookconfigurations / get list watch update`,
  `${istioGroups} / * / get watch list`,
  `networking.istio.io / workloadentries / ${all}`,
  `networking.istio.io / workloadentries/status serviceentries/status authorizationpolicies/status / ${all}`,
  `apiextensions.k8s.io / customresourcedefinitions / ${read}`,
  `core / pods nodes services namespaces endpoints / ${read}`,
  `discovery.k8s.io / endpointslices / ${read}`,
  `networking.k8s.io / ingresses ingressclasses / ${read}`,
  `networking.k8s.io / ingresses/status / *`,
  `core / configmaps / create get list watch update`,
  `authentication.k8s.io / tokenreviews / create`,
  `authorization.k8s.io / subjectaccessreviews / create`,
  `gateway.networking.k8s.io gateway.networking.x-k8s.io / * / get watch list`,
  `gateway.networking.k8s.io / backendtlspolicies/status gatewayclasses/status gateways/status grpcroutes/status httproutes/status referencegrants/status tcproutes/status tlsroutes/status udproutes/status / update patch`,
  `gateway.networking.k8s.io / gatewayclasses / create update patch delete`,
  `core / secrets / get watch list`,
  `multicluster.x-k8s.io / serviceexports / get watch list create delete`,
  `multicluster.x-k8s.io / serviceimports / get watch list`,
];

const gatewayControllerRules: readonly Rule[] = [
  `apps / deployments / ${all}`,
  `autoscaling / horizontalpodautoscalers / ${all}`,
  `policy / poddisruptionbudgets / ${all}`,
  `core / services / ${all}`,
  `core / serviceaccounts / ${all}`,
];

const readerRules: readonly Rule[] = [
  `config.istio.io security.istio.io networking.istio.io authentication.istio.io rbac.istio.io telemetry.istio.io extensions.istio.io / * / get list watch`,
  `core / endpoints pods services nodes replicationcontrollers namespaces secrets / ${read}`,
  `networking.istio.io / workloadentries / get watch list`,
  `networking.x-k8s.io gateway.networking.k8s.io / gateways gatewayclasses / get watch list`,
  `apiextensions.k8s.io / customresourcedefinitions / ${read}`,
  `discovery.k8s.io / endpointslices / ${read}`,
  `multicluster.x-k8s.io / serviceexports / get list watch create delete`,
  `multicluster.x-k8s.io / serviceimports / ${read}`,
  `apps / replicasets / ${read}`,
  `authentication.k8s.io / tokenreviews / create`,
  `authorization.k8s.io / subjectaccessreviews / create`,
];

const roleRules: readonly Rule[] = [
  `networking.istio.io / gateways / create`,
  `core / secrets / create get watch list update delete`,
  `core / configmaps / delete`,
  `coordination.k8s.io / leases / get update patch create`,
];

function rule(text: Rule) {
  const [groups = '', resources = '', verbs = ''] = text.split(' / ');
  return {
    apiGroups: groups.split(' ').map((group) => (group === 'core' ? '' : group)),
    resources: resources.split(' '),
    verbs: verbs.split(' '),
  };
}

const authorization = 'rbac.authorization.k8s.io';

interface Grant {
  readonly kind: 'ClusterRole' | 'Role';
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly account: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A role, and its binding to an account of the installation's namespace. */
function grant({ kind, name, rules, account, labels }: Grant, { namespace }: Target): Manifest[] {
  const apiVersion = `${authorization}/v1`;
  const metadata = { name, labels, ...(kind === 'Role' && { namespace }) };
  return [
    { apiVersion, kind, metadata, rules: rules.map(rule) },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: authorization, kind, name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}

export function serviceAccount(
  name: string,
  { namespace }: Target,
  labels: Readonly<Record<string, string>>,
): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } };
}

/** The account that other clusters read this one by (base chart and istio-discovery's reader). */
export function readerAccess(target: Target): Manifest[] {
  const labels = {
    app: 'istio-reader',
    release: 'istio',
    ...chartLabels('istiod', 'istio-reader'),
  };
  const name = `${revised('istio-reader-clusterrole', target)}-${target.namespace}`;
  const account = 'istio-reader-service-account';
  return grant({ kind: 'ClusterRole', name, rules: readerRules, account, labels }, target);
}

export function istiodAccess(target: Target): Manifest[] {
  const labels = { app: 'istiod', release: 'istio', ...chartLabels('istiod', 'istiod') };
  const account = revised('istiod', target);
  const clusterWide = (name: string) => `${revised(name, target)}-${target.namespace}`;
  return [
    serviceAccount(account, target, labels),
    ...grant(
      {
        kind: 'ClusterRole',
        name: clusterWide('istiod-clusterrole'),
        rules: istiodRules,
        account,
        labels,
      },
      target,
    ),
    ...grant(
      {
        kind: 'ClusterRole',
        name: clusterWide('istiod-gateway-controller'),
        rules: gatewayControllerRules,
        account,
        labels,
      },
      target,
    ),
    ...grant({ kind: 'Role', name: account, rules: roleRules, account, labels }, target),
  ];
}

/** What a gateway may read: the secrets that its listeners name. */
export function gatewayAccess(
  gateway: string,
  target: Target,
  labels: Readonly<Record<string, string>>,
): Manifest[] {
  const account = `${gateway}-service-account`;
  const rules = [`core / secrets / get watch list`];
  return [
    serviceAccount(account, target, labels),
    ...grant({ kind: 'Role', name: `${gateway}-sds`, rules, account, labels }, target),
  ];
}
