import type { Fields } from '#cluster/api/json.ts';
import {
  authorizationPolicy,
  conditionsStatus,
  egressNetwork,
  externalWorkload,
  meshTlsAuthentication,
  networkAuthentication,
  rateLimit,
  rateLimitStatus,
  server,
  serverAuthorization,
  serviceProfile,
} from './crd-schemas.ts';
import { httpRoute, httpRouteStatus } from './http-route-schema.ts';
import type { Manifest } from './manifest.ts';
import { textAt, type Values } from './values.ts';

interface Version {
  readonly name: string;
  readonly spec: Fields;
  readonly status?: Fields;
  /** `Name type jsonPath`. */
  readonly columns?: readonly string[];
  /** The version to use instead. */
  readonly deprecatedFor?: string;
}

interface Kind {
  readonly kind: string;
  readonly group: string;
  readonly plural: string;
  readonly short?: readonly string[];
  readonly categories?: readonly string[];
  /** The stored one is the last, but where it is named. */
  readonly versions: readonly Version[];
  readonly stored?: string;
}

const policy = 'policy.linkerd.io';
const port = ['Port string .spec.port', 'Protocol string .spec.proxyProtocol'];

/** In the order in which the chart has them. */
const kinds: readonly Kind[] = [
  {
    kind: 'AuthorizationPolicy',
    group: policy,
    plural: 'authorizationpolicies',
    short: ['authzpolicy'],
    versions: [{ name: 'v1alpha1', spec: authorizationPolicy }],
  },
  {
    kind: 'EgressNetwork',
    group: policy,
    plural: 'egressnetworks',
    categories: ['policy'],
    versions: [{ name: 'v1alpha1', spec: egressNetwork, status: conditionsStatus }],
  },
  {
    kind: 'HTTPLocalRateLimitPolicy',
    group: policy,
    plural: 'httplocalratelimitpolicies',
    versions: [
      {
        name: 'v1alpha1',
        spec: rateLimit,
        status: rateLimitStatus,
        columns: [
          'Target_kind string .spec.targetRef.kind',
          'Target_name string .spec.targetRef.name',
          'Total_RPS integer .spec.total.requestsPerSecond',
          'Identity_RPS integer .spec.identity.requestsPerSecond',
        ],
      },
    ],
  },
  {
    kind: 'HTTPRoute',
    group: policy,
    plural: 'httproutes',
    versions: ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3'].map((name) => ({
      name,
      spec: httpRoute,
      status: httpRouteStatus,
      columns: ['Hostnames string .spec.hostnames', 'Age date .metadata.creationTimestamp'],
    })),
  },
  {
    kind: 'MeshTLSAuthentication',
    group: policy,
    plural: 'meshtlsauthentications',
    short: ['meshtlsauthn'],
    versions: [{ name: 'v1alpha1', spec: meshTlsAuthentication }],
  },
  {
    kind: 'NetworkAuthentication',
    group: policy,
    plural: 'networkauthentications',
    short: ['netauthn', 'networkauthn'],
    versions: [{ name: 'v1alpha1', spec: networkAuthentication }],
  },
  {
    kind: 'ServerAuthorization',
    group: policy,
    plural: 'serverauthorizations',
    short: ['saz', 'serverauthz', 'srvauthz'],
    versions: [
      { name: 'v1alpha1', spec: serverAuthorization, deprecatedFor: 'v1beta1' },
      {
        name: 'v1beta1',
        spec: serverAuthorization,
        columns: ['Server string .spec.server.name'],
      },
    ],
  },
  {
    kind: 'Server',
    group: policy,
    plural: 'servers',
    short: ['srv'],
    versions: [
      { name: 'v1alpha1', spec: server.v1alpha1, deprecatedFor: 'v1beta1' },
      { name: 'v1beta1', spec: server.v1beta1, columns: port, deprecatedFor: 'v1beta3' },
      { name: 'v1beta2', spec: server.v1beta2, columns: port },
      {
        name: 'v1beta3',
        spec: server.v1beta3,
        columns: [...port, 'Access Policy string .spec.accessPolicy'],
      },
    ],
  },
  {
    kind: 'ServiceProfile',
    group: 'linkerd.io',
    plural: 'serviceprofiles',
    short: ['sp'],
    versions: [
      { name: 'v1alpha1', spec: serviceProfile.v1alpha1 },
      { name: 'v1alpha2', spec: serviceProfile.v1alpha2 },
    ],
  },
  {
    kind: 'ExternalWorkload',
    group: 'workload.linkerd.io',
    plural: 'externalworkloads',
    categories: ['external'],
    versions: (['v1alpha1', 'v1beta1'] as const).map((name) => ({
      name,
      spec: externalWorkload[name],
      status: conditionsStatus,
      columns: [
        `Identity string .spec.${name === 'v1beta1' ? 'meshTLS' : 'meshTls'}.identity`,
        'Age date .metadata.creationTimestamp',
      ],
    })),
  },
];

/** `linkerd install --crds` (cli/cmd/install.go: renderCRDs). */
export function crds(values: Values, namespace: string): readonly Manifest[] {
  const metadata = {
    annotations: { 'linkerd.io/created-by': textAt(values, 'cliVersion') },
    labels: {
      'helm.sh/chart': 'linkerd-crds-1.0.0-edge',
      'linkerd.io/control-plane-ns': namespace,
    },
  };
  return kinds.map((kind) => definition(kind, metadata));
}

function definition(kind: Kind, metadata: Fields): Manifest {
  const { categories, group, plural, short, versions } = kind;
  const stored = kind.stored ?? versions.at(-1)?.name;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, ...metadata },
    spec: {
      group,
      names: {
        ...(categories && { categories }),
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        singular: kind.kind.toLowerCase(),
        ...(short && { shortNames: short }),
      },
      scope: 'Namespaced',
      versions: versions.map((version) => served(kind, version, version.name === stored)),
    },
  };
}

function served({ group, kind }: Kind, version: Version, storage: boolean): Fields {
  const { columns, deprecatedFor, name, spec, status } = version;
  return {
    name,
    served: true,
    storage,
    ...(deprecatedFor !== undefined && {
      deprecated: true,
      deprecationWarning: `${group}/${name} ${kind} is deprecated; use ${group}/${deprecatedFor} ${kind}`,
    }),
    ...(status && { subresources: { status: {} } }),
    schema: {
      openAPIV3Schema: {
        type: 'object',
        ...(kind !== 'ServiceProfile' && { required: ['spec'] }),
        properties: { spec, ...(status && { status }) },
      },
    },
    ...(columns && { additionalPrinterColumns: columns.map(column) }),
  };
}

function column(line: string): Fields {
  const [, name = '', type = '', jsonPath = ''] = /^(.+) (\w+) (\S+)$/.exec(line) ?? [];
  return { name, type, jsonPath };
}
