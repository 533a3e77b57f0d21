import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IMutatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type {
  AuthorizationPolicySpec,
  DestinationRuleSpec,
  GatewaySpec,
  RequestAuthenticationSpec,
  ServiceEntrySpec,
  SidecarSpec,
  TelemetrySpec,
  VirtualServiceSpec,
} from '#mesh/istio/resources.ts';

/** The kinds that analyzers read, and what they read of them. */
export interface Bodies {
  Node: Readonly<Record<string, unknown>>;
  Namespace: Readonly<Record<string, unknown>>;
  Pod: NonNullable<IPod['spec']>;
  Service: NonNullable<IService['spec']>;
  Deployment: NonNullable<IDeployment['spec']>;
  ConfigMap: NonNullable<IConfigMap['data']>;
  Secret: NonNullable<ISecret['data']>;
  MutatingWebhookConfiguration: NonNullable<IMutatingWebhookConfiguration['webhooks']>;
  VirtualService: VirtualServiceSpec;
  DestinationRule: DestinationRuleSpec;
  Gateway: GatewaySpec;
  ServiceEntry: ServiceEntrySpec;
  Sidecar: SidecarSpec;
  Telemetry: TelemetrySpec;
  AuthorizationPolicy: AuthorizationPolicySpec;
  RequestAuthentication: RequestAuthenticationSpec;
  /** Of the Gateway API, as Istio's own code tells it from Istio's Gateway. */
  KubernetesGateway: Readonly<Record<string, unknown>>;
  HTTPRoute: Readonly<Record<string, unknown>>;
  GRPCRoute: Readonly<Record<string, unknown>>;
}

export type Kind = keyof Bodies;

/** What analyzers read of a status: what became of the resource, and of a route at each of its parents. */
interface Status {
  readonly conditions?: readonly Condition[];
  readonly parents?: readonly { readonly conditions?: readonly Condition[] }[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Resource<K extends Kind = Kind> {
  readonly kind: K;
  /** Empty for what has none, and for a file that leaves it out. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly body: Bodies[K];
  readonly status: Status;
  readonly source?: Source;
}

/** Where a resource of a file stands. */
export interface Source {
  readonly file: string;
  /** Of its first line. */
  readonly line: number;
  /** Of a field, by the path of its keys and indexes. */
  readonly lineOf: (path: Path) => number | undefined;
}

export type Path = readonly (string | number)[];

/** Everything that is analysed together, in the order of the API server. */
export type Snapshot = { readonly [K in Kind]: readonly Resource<K>[] };

/** As objects and messages call it. */
export function kindName(kind: Kind): string {
  return kind === 'KubernetesGateway' ? 'Gateway' : kind;
}

/** `namespace/name`, or the name alone. */
export function fullName({ namespace, name }: Pick<Resource, 'namespace' | 'name'>): string {
  return namespace ? `${namespace}/${name}` : name;
}
