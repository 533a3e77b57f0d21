import type { Config } from '#mesh/istio/resources.ts';
import { gatewayApi, loaded } from '#mesh/istio/late-parts.ts';
import type { GatewayApi } from './gateway-api/convert.ts';
import { createDestinationRules, type DestinationRules } from './model/destination-rules.ts';
import { derive, type Derived, type Lazy } from './model/lazy.ts';
import { type MeshConfig, parseMeshConfig } from './model/mesh-config.ts';
import {
  createEndpoints,
  createServices,
  type Endpoints,
  type Services,
} from './model/services.ts';
import { scopeOf, sidecarFor, type SidecarScope } from './model/sidecar-scope.ts';
import { gatewayApiKinds, type Sources } from './model/sources.ts';
import { createVirtualServices, type VirtualServices } from './model/virtual-services.ts';
import { createWorkloads, type Workloads } from './model/workloads.ts';
import type { ProxyNode } from './proxy-node.ts';

/**
 * The mesh at one moment, indexed as configuration is made from it: Istio's `model.PushContext`. Immutable; an index is built when
 * first asked for, and shared with the snapshot before it where nothing that it is made of has changed.
 */
export interface PushContext {
  /** `2026-11-25T04:00:00Z/3`. */
  readonly version: string;
  readonly sources: Sources;
  readonly mesh: Lazy<MeshConfig>;
  readonly workloads: Lazy<Workloads>;
  readonly services: Lazy<Services>;
  readonly endpoints: Lazy<Endpoints>;
  /** What the Kubernetes Gateway API's objects become. */
  readonly gatewayApi: Lazy<GatewayApi>;
  readonly virtualServices: Lazy<VirtualServices>;
  readonly destinationRules: Lazy<DestinationRules>;
  /** What one proxy knows of the mesh. */
  readonly scopeOf: (node: ProxyNode) => SidecarScope;
  /** For the snapshot that follows. */
  readonly parts: Parts;
}

interface Parts {
  readonly mesh: Derived<MeshConfig>;
  readonly workloads: Derived<Workloads>;
  readonly services: Derived<Services>;
  readonly endpoints: Derived<Endpoints>;
  readonly gatewayApi: Derived<GatewayApi>;
  readonly virtualServices: Derived<VirtualServices>;
  readonly destinationRules: Derived<DestinationRules>;
  readonly scopes: Derived<Map<string, SidecarScope>>;
}

export interface Snapshot {
  readonly version: string;
  readonly sources: Sources;
  readonly rootNamespace: string;
}

export function createPushContext(snapshot: Snapshot, before?: PushContext): PushContext {
  const { version, sources, rootNamespace } = snapshot;
  const parts = derivedParts(sources, rootNamespace, before?.parts);
  const sidecars = sources.configs['sidecars.networking.istio.io'];
  return {
    version,
    sources,
    mesh: parts.mesh.get,
    workloads: parts.workloads.get,
    services: parts.services.get,
    endpoints: parts.endpoints.get,
    gatewayApi: parts.gatewayApi.get,
    virtualServices: parts.virtualServices.get,
    destinationRules: parts.destinationRules.get,
    scopeOf: (node) => {
      const sidecar =
        node.type === 'sidecar'
          ? sidecarFor(sidecars, node, parts.mesh.get().rootNamespace)
          : undefined;
      const key = scopeKey(node.namespace, sidecar);
      const known = parts.scopes.get().get(key);
      if (known) return known;
      const scope = scopeOf(node.namespace, sidecar, {
        mesh: parts.mesh.get(),
        services: parts.services.get(),
        virtualServices: parts.virtualServices.get(),
        destinationRules: parts.destinationRules.get(),
      });
      parts.scopes.get().set(key, scope);
      return scope;
    },
    parts,
  };
}

function scopeKey(namespace: string, sidecar: Config<unknown> | undefined): string {
  return sidecar ? `${namespace} ${sidecar.namespace}/${sidecar.name}` : namespace;
}

function derivedParts(sources: Sources, rootNamespace: string, before: Parts | undefined): Parts {
  const { configs, pods, nodes, services: kubeServices, endpointSlices } = sources;
  const entries = configs['serviceentries.networking.istio.io'];
  const workloadEntries = configs['workloadentries.networking.istio.io'];
  const mesh = derive(before?.mesh, [sources.mesh], () =>
    parseMeshConfig(sources.mesh, rootNamespace),
  );
  const workloads = derive(before?.workloads, [pods, nodes], () => createWorkloads(pods, nodes));
  const services = derive(before?.services, [kubeServices, entries, mesh], () =>
    createServices(sources, mesh.get()),
  );
  const endpoints = derive(
    before?.endpoints,
    [endpointSlices, entries, workloadEntries, workloads],
    () => createEndpoints(sources, workloads.get()),
  );
  const given = configs['virtualservices.networking.istio.io'];
  const kubernetes = gatewayApiPart(sources, services, before);
  const virtualServices = derive(before?.virtualServices, [given, mesh, kubernetes], () =>
    createVirtualServices([...given, ...kubernetes.get().virtualServices], mesh.get()),
  );
  const rules = configs['destinationrules.networking.istio.io'];
  const destinationRules = derive(before?.destinationRules, [rules, mesh], () =>
    createDestinationRules(rules, mesh.get()),
  );
  const sidecars = configs['sidecars.networking.istio.io'];
  const scopes = derive(
    before?.scopes,
    [services, virtualServices, destinationRules, sidecars, mesh],
    () => new Map<string, SidecarScope>(),
  );
  return {
    mesh,
    workloads,
    services,
    endpoints,
    gatewayApi: kubernetes,
    virtualServices,
    destinationRules,
    scopes,
  };
}

const noGatewayApi: GatewayApi = {
  listeners: [],
  gateways: [],
  virtualServices: [],
  routes: [],
};

/** Services and namespaces matter to it only where it is used at all. */
function gatewayApiPart(
  sources: Sources,
  services: Derived<Services>,
  before: Parts | undefined,
): Derived<GatewayApi> {
  const lists = gatewayApiKinds.map((kind) => sources.gatewayApi[kind]);
  if (lists.every((list) => list.length === 0)) {
    return derive(before?.gatewayApi, [noGatewayApi], () => noGatewayApi);
  }
  const inputs = [...lists, sources.namespaces, sources.secrets, services];
  return derive(before?.gatewayApi, inputs, () =>
    loaded(gatewayApi).convertGatewayApi(sources, services.get()),
  );
}
