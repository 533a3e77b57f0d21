import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { perRevision, type Sources } from '#mesh/linkerd/control-plane/sources.ts';

const custom = [
  'servers.policy.linkerd.io',
  'serverauthorizations.policy.linkerd.io',
  'authorizationpolicies.policy.linkerd.io',
  'meshtlsauthentications.policy.linkerd.io',
  'networkauthentications.policy.linkerd.io',
  'httplocalratelimitpolicies.policy.linkerd.io',
  'egressnetworks.policy.linkerd.io',
  'httproutes.policy.linkerd.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
] as const;

export const policyKinds = ['pods', 'services', ...custom] as const;

export type PolicyKind = (typeof policyKinds)[number];
export type CustomKind = (typeof custom)[number];
export type Custom = ObjectOf<CustomKind>;
export type Pod = ObjectOf<'pods'>;
export type Service = ObjectOf<'services'>;

export const routeKinds = [
  'httproutes.policy.linkerd.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
] as const;

/** The objects of a policy, found by their namespaces, as of one revision. */
export interface Index {
  readonly pods: ReadonlyMap<string, Pod>;
  readonly services: ReadonlyMap<string, Service>;
  readonly servicesByIp: ReadonlyMap<string, Service>;
  /** Of a kind in a namespace, in the order of their names. */
  readonly of: (kind: CustomKind, namespace: string) => readonly Custom[];
  readonly all: (kind: CustomKind) => readonly Custom[];
  readonly find: (kind: CustomKind, namespace: string, name: string) => Custom | undefined;
}

export function createIndex(sources: Sources<PolicyKind>): () => Index {
  return perRevision(sources, () => {
    const lists = new Map(custom.map((kind) => [kind, sources.list(kind)] as const));
    const byNamespace = new Map(
      custom.map((kind) => [kind, Map.groupBy(lists.get(kind) ?? [], namespaceOf)] as const),
    );
    const of: Index['of'] = (kind, namespace) => byNamespace.get(kind)?.get(namespace) ?? [];
    const services = sources.list('services');
    return {
      pods: new Map(sources.list('pods').map((pod) => [keyOf(pod), pod])),
      services: new Map(services.map((service) => [keyOf(service), service])),
      servicesByIp: new Map(
        services
          .filter(({ spec }) => spec?.clusterIP !== undefined && spec.clusterIP !== 'None')
          .map((service) => [service.spec?.clusterIP ?? '', service]),
      ),
      of,
      all: (kind) => lists.get(kind) ?? [],
      find: (kind, namespace, name) =>
        of(kind, namespace).find(({ metadata }) => metadata.name === name),
    };
  });
}

function namespaceOf({ metadata }: Custom): string {
  return metadata.namespace ?? '';
}

function keyOf({ metadata }: Pick<Custom, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
