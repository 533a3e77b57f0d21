import { withRules } from '#cluster/api/crd/with-rules.ts';
import { fieldsOf } from '#cluster/api/json.ts';
import { gatewayApiRules } from './gateway-api-rules.ts';
import { gatewayApiSchemas } from './gateway-api-schemas.ts';

/** Columns are `name type jsonPath`; Age follows them. */
interface Kind {
  readonly plural: string;
  readonly short?: string;
  readonly cluster?: true;
  /** The release whose standard channel has it first, where that is not v1.2. */
  readonly since?: string;
  readonly versions: readonly string[];
  /** Those of releases before v1.5, where they are others. */
  readonly earlier?: readonly string[];
  readonly columns?: readonly string[];
  /** Conditions that an object has until a controller says otherwise. */
  readonly pending?: readonly string[];
}

const group = 'gateway.networking.k8s.io';
const hostnames = 'Hostnames string .spec.hostnames';

/** The standard channel of v1.2, v1.5 and v1.6; the first version is the stored one. Limits of numbers are those of v1.5. */
const kinds: Readonly<Record<string, Kind>> = {
  BackendTLSPolicy: {
    plural: 'backendtlspolicies',
    short: 'btlspolicy',
    since: 'v1.4',
    versions: ['v1'],
  },
  GatewayClass: {
    plural: 'gatewayclasses',
    short: 'gc',
    cluster: true,
    versions: ['v1', 'v1beta1'],
    columns: ['Controller string .spec.controllerName', conditionColumn('Accepted')],
    pending: ['Accepted'],
  },
  Gateway: {
    plural: 'gateways',
    short: 'gtw',
    versions: ['v1', 'v1beta1'],
    columns: [
      'Class string .spec.gatewayClassName',
      'Address string .status.addresses[*].value',
      conditionColumn('Programmed'),
    ],
    pending: ['Accepted', 'Programmed'],
  },
  GRPCRoute: { plural: 'grpcroutes', versions: ['v1'], columns: [hostnames] },
  HTTPRoute: { plural: 'httproutes', versions: ['v1', 'v1beta1'], columns: [hostnames] },
  ListenerSet: {
    plural: 'listenersets',
    short: 'lset',
    since: 'v1.5',
    versions: ['v1'],
    columns: [conditionColumn('Accepted'), conditionColumn('Programmed')],
    pending: ['Accepted', 'Programmed'],
  },
  ReferenceGrant: {
    plural: 'referencegrants',
    short: 'refgrant',
    versions: ['v1', 'v1beta1'],
    earlier: ['v1beta1'],
  },
  TCPRoute: { plural: 'tcproutes', versions: ['v1'], since: 'v1.6' },
  TLSRoute: { plural: 'tlsroutes', versions: ['v1'], since: 'v1.5' },
  UDPRoute: { plural: 'udproutes', versions: ['v1'], since: 'v1.6' },
};

function conditionColumn(type: string): string {
  return `${type} string .status.conditions[?(@.type=="${type}")].status`;
}

/** `standard-install.yaml` of a release. Of its rules in CEL it has those of `gateway-api-rules.ts`. */
export function gatewayApi(version: string): string {
  const annotations = {
    [`${group}/bundle-version`]: version,
    [`${group}/channel`]: 'standard',
  };
  const definitions = gatewayApiSchemas
    .trim()
    .split('\n')
    .flatMap((line) => {
      const at = line.indexOf(' ');
      const kind = kindOf(line.slice(0, at));
      if (kind.since !== undefined && version < kind.since) return [];
      const versions = (version < 'v1.5' && kind.earlier) || kind.versions;
      const schema = fieldsOf(JSON.parse(line.slice(at + 1)));
      const spec = withRules(schema, gatewayApiRules[line.slice(0, at)] ?? []);
      return [definition({ ...kind, versions }, spec, annotations)];
    })
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const guards = version < 'v1.5' ? [] : safeUpgrades(annotations);
  return [...definitions, ...guards].map((object) => JSON.stringify(object)).join('\n---\n');
}

function kindOf(name: string) {
  const kind = kinds[name];
  if (!kind) throw new Error(`a schema of no kind: ${name}`);
  return { name, ...kind };
}

function definition(
  kind: ReturnType<typeof kindOf>,
  spec: unknown,
  annotations: Record<string, string>,
) {
  const { name, plural, short, versions, columns = [], pending } = kind;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: {
        'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/4530',
        ...annotations,
      },
    },
    spec: {
      group,
      names: {
        categories: ['gateway-api'],
        kind: name,
        listKind: `${name}List`,
        plural,
        ...(short && { shortNames: [short] }),
        singular: name.toLowerCase(),
      },
      scope: kind.cluster ? 'Cluster' : 'Namespaced',
      versions: versions.map((version, index) => ({
        name: version,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: { spec, status: status(pending) },
          },
        },
        additionalPrinterColumns: [
          ...columns.map(column),
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
      })),
    },
  };
}

function column(text: string) {
  const [name = '', type = '', ...jsonPath] = text.split(' ');
  return { name, type, jsonPath: jsonPath.join(' ') };
}

function status(pending: readonly string[] | undefined) {
  return {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    ...(pending && {
      default: {
        conditions: pending.map((type) => ({
          lastTransitionTime: '1970-01-01T00:00:00Z',
          message: 'Waiting for controller',
          reason: 'Pending',
          status: 'Unknown',
          type,
        })),
      },
    }),
  };
}

/** The policy that keeps an older or an experimental bundle from replacing this one. */
function safeUpgrades(annotations: Record<string, string>) {
  const metadata = { name: `safe-upgrades.${group}`, annotations };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rule = {
    apiGroups: ['apiextensions.k8s.io'],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
  };
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ ...rule, resources: ['*'] }] },
        validations: [
          {
            expression: `object.spec.group != '${group}' || object.metadata.?annotations['${group}/channel'].orValue('') == 'standard'`,
            message: `Installing experimental CRDs on top of standard channel CRDs is prohibited by default. Uninstall ValidatingAdmissionPolicy ${metadata.name} to install experimental CRDs on top of standard channel CRDs.`,
            reason: 'Invalid',
          },
        ],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: metadata.name,
        validationActions: ['Deny'],
        matchResources: {
          resourceRules: [{ ...rule, resources: ['customresourcedefinitions'] }],
        },
      },
    },
  ];
}
