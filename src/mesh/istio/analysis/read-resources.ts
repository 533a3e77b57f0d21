import { kindName, type Kind, type Resource, type Snapshot, type Source } from './resource.ts';

/** Where the API server keeps a kind, and what of its objects analyzers read. */
interface KindSource {
  /** Of its REST path: `api/v1/pods`, `apis/networking.istio.io/v1/gateways`. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly body: 'spec' | 'data' | 'webhooks';
}

const istio = (group: string, plural: string): KindSource => ({
  group: `${group}.istio.io`,
  version: 'v1',
  plural,
  body: 'spec',
});
const gatewayApi = (plural: string): KindSource => ({
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  plural,
  body: 'spec',
});
const core = (plural: string, body: KindSource['body'] = 'spec'): KindSource => ({
  group: '',
  version: 'v1',
  plural,
  body,
});

export const kindSources: Readonly<Record<Kind, KindSource>> = {
  Node: core('nodes'),
  Namespace: core('namespaces'),
  Pod: core('pods'),
  Service: core('services'),
  ConfigMap: core('configmaps', 'data'),
  Secret: core('secrets', 'data'),
  Deployment: { group: 'apps', version: 'v1', plural: 'deployments', body: 'spec' },
  MutatingWebhookConfiguration: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'mutatingwebhookconfigurations',
    body: 'webhooks',
  },
  VirtualService: istio('networking', 'virtualservices'),
  DestinationRule: istio('networking', 'destinationrules'),
  Gateway: istio('networking', 'gateways'),
  ServiceEntry: istio('networking', 'serviceentries'),
  Sidecar: istio('networking', 'sidecars'),
  Telemetry: istio('telemetry', 'telemetries'),
  AuthorizationPolicy: istio('security', 'authorizationpolicies'),
  RequestAuthentication: istio('security', 'requestauthentications'),
  KubernetesGateway: gatewayApi('gateways'),
  HTTPRoute: gatewayApi('httproutes'),
  GRPCRoute: gatewayApi('grpcroutes'),
};

export interface Manifest {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly data?: unknown;
  readonly webhooks?: unknown;
  readonly status?: unknown;
}

/**
 * An object as analyzers see it; undefined for a kind that none reads. The object has passed the schema of its kind, in the API
 * server or in whoever read the file: this is where it gets its type.
 */
export function toResource(object: Manifest, source?: Source): Resource | undefined {
  const { metadata = {} } = object;
  const kind = kindOf(object);
  if (!kind) return undefined;
  const { body } = kindSources[kind];
  return {
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    body: (object[body] ?? (body === 'webhooks' ? [] : {})) as Resource['body'],
    status: (object.status ?? {}) as Resource['status'],
    ...(source && { source }),
  };
}

export const kinds = Object.keys(kindSources) as Kind[];

function kindOf({ kind, apiVersion }: Manifest): Kind | undefined {
  const group = groupOf(apiVersion);
  return kinds.find((one) => kindName(one) === kind && kindSources[one].group === group);
}

function groupOf(apiVersion: unknown): string {
  const [group = '', version] = String(apiVersion).split('/');
  return version === undefined ? '' : group;
}

/** A later resource takes the place of an earlier one of the same name: a file says what would be. */
export function toSnapshot(resources: readonly Resource[]): Snapshot {
  const byName = new Map(
    resources.map((one) => [`${one.kind}/${one.namespace}/${one.name}`, one] as const),
  );
  const all = [...byName.values()];
  const lists = kinds.map((kind) => [kind, all.filter((one) => one.kind === kind)]);
  return Object.fromEntries(lists) as Snapshot;
}
