import type {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  ProxyConfig,
} from '#mesh/istio/envoy/config.ts';
import type { SecretResource } from '#mesh/istio/envoy/transport.ts';
import { credentials, namesCredential } from '#mesh/istio/late-parts.ts';
import { type Build, buildFor } from './build.ts';
import { inboundClusters } from './clusters/inbound.ts';
import { outboundClusters } from './clusters/outbound.ts';
import { blackHole, inboundPassthrough, passthrough } from './clusters/static.ts';
import { assignment } from './endpoints.ts';
import { gatewayListeners } from './listeners/gateway.ts';
import { virtualInbound } from './listeners/inbound.ts';
import { outboundListeners, virtualOutbound } from './listeners/outbound.ts';
import { gatewayPorts } from './model/gateways.ts';
import { lazy } from './model/lazy.ts';
import type { ProxyNode } from './proxy-node.ts';
import type { PushContext } from './push-context.ts';
import type { Credentials } from './secrets.ts';
import { gatewayRoutes } from './routes/gateway.ts';
import { sidecarRoutes } from './routes/sidecar.ts';

export interface MadeConfig extends ProxyConfig {
  readonly secrets: readonly SecretResource[];
  /** What istiod logs of the secrets that are missing. */
  readonly warnings: readonly string[];
}

/** Everything that one proxy is told, each part computed when it is first read: pilot/pkg/networking/core/configgen.go (v1.31). */
export function configFor(node: ProxyNode, push: PushContext): MadeConfig {
  const build = buildFor(node, push);
  const { listeners, routes, clusters } = node.type === 'router' ? router(build) : sidecar(build);
  const made = { listeners: lazy(listeners), clusters: lazy(clusters) };
  const tables = lazy(() => routeNames(made.listeners()).map(routes));
  const endpoints = lazy(() => assignments(build, made.clusters()));
  const given = lazy(() => (node.type === 'router' ? credentialsOf(build, made) : none));
  return {
    version: push.version,
    get listeners() {
      return made.listeners();
    },
    get clusters() {
      return made.clusters();
    },
    get routes() {
      return tables();
    },
    get endpoints() {
      return endpoints();
    },
    get secrets() {
      return given().resources;
    },
    get warnings() {
      return given().warnings;
    },
  };
}

const none: Credentials = { resources: [], warnings: [] };

/** Clusters are made for it only where a rule gives one a Secret: nobody else needs them yet. */
function credentialsOf(
  { node, push }: Build,
  made: { listeners: () => readonly Listener[]; clusters: () => readonly Cluster[] },
): Credentials {
  const part = credentials.value;
  if (!part) return none;
  const { configs, secrets } = push.sources;
  const isByRule = configs['destinationrules.networking.istio.io'].some(namesCredential);
  const config = { listeners: made.listeners(), clusters: isByRule ? made.clusters() : [] };
  return part.credentialsFor(config, node.namespace, secrets);
}

interface Generator {
  readonly listeners: () => readonly Listener[];
  readonly routes: (name: string) => ProxyConfig['routes'][number];
  readonly clusters: () => readonly Cluster[];
}

function sidecar(build: Build): Generator {
  return {
    listeners: () => [...outboundListeners(build), virtualOutbound(build), virtualInbound(build)],
    routes: (name) => sidecarRoutes(build, name),
    clusters: () => [
      ...outboundClusters(build, build.scope.services()),
      blackHole(build.mesh),
      passthrough(build.mesh),
      ...inboundClusters(build),
      inboundPassthrough(build.mesh),
    ],
  };
}

function router(build: Build): Generator {
  const { sources, gatewayApi } = build.push;
  const ports = lazy(() =>
    gatewayPorts(build, [
      ...sources.configs['gateways.networking.istio.io'],
      ...gatewayApi().gateways,
    ]),
  );
  return {
    listeners: () => gatewayListeners(build, ports()),
    routes: (name) => gatewayRoutes(build, ports(), name),
    clusters: () => [...outboundClusters(build, build.scope.services()), blackHole(build.mesh)],
  };
}

/** The tables that listeners ask for, in their order. */
function routeNames(listeners: readonly Listener[]): readonly string[] {
  const names = new Set<string>();
  for (const { filterChains = [], defaultFilterChain } of listeners) {
    for (const { filters } of [
      ...filterChains,
      ...(defaultFilterChain ? [defaultFilterChain] : []),
    ]) {
      for (const filter of filters) {
        if (filter.name !== 'envoy.filters.network.http_connection_manager') continue;
        const { rds } = filter.typedConfig;
        if (rds) names.add(rds.routeConfigName);
      }
    }
  }
  return [...names];
}

function assignments(build: Build, clusters: readonly Cluster[]): readonly ClusterLoadAssignment[] {
  return clusters.flatMap(({ name, type }) => {
    if (type !== 'EDS') return [];
    const [, number, subsetName = '', hostname = ''] = name.split('|');
    const service = serviceOf(build, hostname, Number(number));
    const port = service?.ports.find((own) => own.port === Number(number));
    if (!service || !port) return [{ clusterName: name, endpoints: [] }];
    const rule = build.scope.destinationRule(service, build.node.labels);
    const subset = rule?.spec.subsets?.find((own) => own.name === subsetName);
    return [assignment(build, { service, port, rule, subset }, name)];
  });
}

function serviceOf({ scope, push }: Build, hostname: string, port: number) {
  const known = scope.service(hostname);
  if (known?.ports.some((own) => own.port === port)) return known;
  return push
    .services()
    .ofHost(hostname)
    .find(({ ports }) => ports.some((own) => own.port === port));
}
