import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Config, IstioConfigs } from '#mesh/istio/resources.ts';
import { perObject } from './lazy.ts';

export type KubeService = ObjectOf<'services'>;
export type EndpointSlice = ObjectOf<'endpointslices.discovery.k8s.io'>;
export type Pod = ObjectOf<'pods'>;
export type Node = ObjectOf<'nodes'>;

/** What the control plane reads of the cluster, as it was at one moment: immutable lists, the same one as long as nothing in it changed. */
export interface Sources {
  readonly services: readonly KubeService[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly namespaces: readonly ObjectOf<'namespaces'>[];
  /** Those that a gateway may name for its certificates. */
  readonly secrets: readonly KubeObject[];
  /** The text of the mesh's settings. */
  readonly mesh: string;
  readonly configs: { readonly [R in keyof IstioConfigs]: readonly Config<IstioConfigs[R]>[] };
  readonly gatewayApi: Readonly<Record<GatewayApiKind, readonly KubeObject[]>>;
}

export const istioKinds = [
  'virtualservices.networking.istio.io',
  'destinationrules.networking.istio.io',
  'gateways.networking.istio.io',
  'serviceentries.networking.istio.io',
  'sidecars.networking.istio.io',
  'workloadentries.networking.istio.io',
  'peerauthentications.security.istio.io',
  'requestauthentications.security.istio.io',
  'authorizationpolicies.security.istio.io',
  'telemetries.telemetry.istio.io',
] as const satisfies readonly (keyof IstioConfigs)[];

export const gatewayApiKinds = [
  'gatewayclasses.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'referencegrants.gateway.networking.k8s.io',
] as const;

export type GatewayApiKind = (typeof gatewayApiKinds)[number];

/** A stored resource of Istio's without what only the API server needs: the same value for the same object. */
export const configOf = perObject((object: KubeObject): Config<unknown> => {
  const { namespace = '', name, labels = {}, annotations = {} } = object.metadata;
  const createdAt = Date.parse(object.metadata.creationTimestamp);
  return { namespace, name, labels, annotations, createdAt, spec: object['spec'] ?? {} };
});

/** Oldest first, then by name: of two that conflict, the first wins. */
export function sortedByAge<C extends Config<unknown>>(configs: readonly C[]): readonly C[] {
  return configs.toSorted((a, b) => {
    if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
    const [left, right] = [`${a.name}.${a.namespace}`, `${b.name}.${b.namespace}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
