import { at, isFields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import { identityOf, parsePorts } from '#mesh/linkerd/control-plane/cluster-info.ts';
import { containersOf, portsOf } from '#mesh/linkerd/control-plane/containers.ts';
import { opaquePortsOf } from '#mesh/linkerd/control-plane/destination/opaque-ports.ts';
import { selectorOf } from '#mesh/linkerd/control-plane/selector.ts';
import type { InboundRoute, InboundServer, RateLimit } from '#mesh/linkerd/proxy-api.ts';
import { routeAuthorizations, serverAuthorizations, type Lookup } from './authorizations.ts';
import { authenticated, defaultAuthorizations, isDefaultPolicy } from './default-policy.ts';
import type { Custom, Pod } from './kinds.ts';
import {
  allRoutes,
  byAge,
  isAcceptedBy,
  isGrpcRoute,
  metadataOfRoute,
  parentsOf,
} from './parents.ts';
import { readFilters, readMatches, UnsupportedRoute } from './routes.ts';

const detectTimeoutMs = 10_000;

/** InboundServerPolicies.WatchPort: of a Server that selects the port, or by default (inbound/index.rs, edge-26.6.3). */
export function inboundServer(lookup: Lookup, pod: Pod, port: number): InboundServer {
  const server = lookup.index
    .of('servers.policy.linkerd.io', pod.metadata.namespace ?? '')
    .find((each) => selects(each, pod, port));
  return server ? ofServer(lookup, server, probePaths(pod, port)) : byDefault(lookup, pod, port);
}

/** Of several Servers that select one port, only one counts. */
function selects({ spec }: Custom, pod: Pod, port: number): boolean {
  if (!matchesSelector(selectorOf(at(spec, 'podSelector')), pod.metadata.labels)) return false;
  const wanted = at(spec, 'port');
  if (typeof wanted === 'number') return wanted === port;
  return portsOf(pod).some(({ name, containerPort }) => name === wanted && containerPort === port);
}

function ofServer(lookup: Lookup, server: Custom, probes: readonly string[]): InboundServer {
  const rateLimit = rateLimitOf(lookup, server);
  return {
    server: { group: 'policy.linkerd.io', kind: 'server', name: server.metadata.name },
    protocol: protocolOf(lookup, server, probes),
    authorizations: serverAuthorizations(lookup, server),
    ...(rateLimit && { rateLimit }),
  };
}

function protocolOf(
  lookup: Lookup,
  server: Custom,
  probes: readonly string[],
): InboundServer['protocol'] {
  const http = (): readonly InboundRoute[] => {
    const routes = routesOf(lookup, server, false);
    return routes.length > 0 ? routes : defaultRoutes(lookup, probes);
  };
  switch (textOf(at(server['spec'], 'proxyProtocol')).toLowerCase()) {
    case 'http/1':
      return { type: 'http1', routes: http() };
    case 'http/2':
      return { type: 'http2', routes: http() };
    case 'grpc': {
      const routes = routesOf(lookup, server, true);
      return { type: 'grpc', routes: routes.length > 0 ? routes : [defaultRoute] };
    }
    case 'opaque':
      return { type: 'opaque' };
    case 'tls':
      return { type: 'tls' };
    default:
      return { type: 'detect', timeoutMs: detectTimeoutMs, routes: http() };
  }
}

function routesOf(lookup: Lookup, server: Custom, isGrpc: boolean): readonly InboundRoute[] {
  const { name, namespace = '' } = server.metadata;
  return allRoutes(lookup.index)
    .filter((route) => isGrpcRoute(route) === isGrpc && route.metadata.namespace === namespace)
    .filter((route) =>
      parentsOf(route).some(
        (parent) => parent.kind === 'Server' && parent.name === name && isAcceptedBy(route, parent),
      ),
    )
    .toSorted(byAge)
    .flatMap((route) => rulesOf(lookup, route));
}

/** One for each rule; none of a route that says something unknown. */
function rulesOf(lookup: Lookup, route: Custom): readonly InboundRoute[] {
  const authorizations = routeAuthorizations(lookup, route);
  const hosts = listOf(at(route['spec'], 'hostnames')).map(textOf);
  const { group, kind, name } = metadataOfRoute(route);
  try {
    return listOf(at(route['spec'], 'rules')).map((rule) => ({
      metadata: { group, kind, name },
      hosts,
      matches: readMatches(rule, isGrpcRoute(route)),
      authorizations,
      // Of responses' headers, the inbound side changes none.
      filters: readFilters(at(rule, 'filters')).filter(({ type }) => type !== 'response-headers'),
    }));
  } catch (error) {
    if (!(error instanceof UnsupportedRoute)) throw error;
    return [];
  }
}

const defaultRoute: InboundRoute = {
  metadata: { group: '', kind: 'default', name: 'default' },
  hosts: [],
  matches: [],
  authorizations: [],
  filters: [],
};

/** All requests, and the kubelet's probes apart. */
function defaultRoutes({ info }: Lookup, probes: readonly string[]): readonly InboundRoute[] {
  if (info.probeNetworks.length === 0 || probes.length === 0) return [defaultRoute];
  const metadata = { group: '', kind: 'default', name: 'probe' };
  return [
    defaultRoute,
    {
      metadata,
      hosts: [],
      matches: probes.map((value) => ({
        path: { type: 'exact', value },
        method: 'GET',
        headers: [],
        queryParams: [],
      })),
      authorizations: [
        {
          metadata,
          networks: info.probeNetworks,
          authentication: { type: 'unauthenticated' },
        },
      ],
      filters: [],
    },
  ];
}

function byDefault(lookup: Lookup, pod: Pod, port: number): InboundServer {
  const { info } = lookup;
  const { annotations = {} } = pod.metadata;
  const asked = annotations['config.linkerd.io/default-inbound-policy'] ?? '';
  const wanted = isDefaultPolicy(asked) ? asked : info.defaultPolicy;
  const named = parsePorts(
    annotations['config.linkerd.io/proxy-require-identity-inbound-ports'] ?? '',
  );
  const policy = named(port) ? authenticated(wanted) : wanted;
  const isOpaque = opaquePortsOf(pod, info.defaultOpaquePorts, portsOf(pod))(port);
  const routes = defaultRoutes(lookup, probePaths(pod, port));
  return {
    server: { group: '', kind: 'default', name: policy },
    protocol: isOpaque
      ? { type: 'opaque' }
      : { type: 'detect', timeoutMs: detectTimeoutMs, routes },
    authorizations: defaultAuthorizations(policy, info.networks),
  };
}

/** Of a pod that nobody knows yet. */
export function unknownPod(lookup: Lookup): InboundServer {
  const { defaultPolicy, networks } = lookup.info;
  return {
    server: { group: '', kind: 'default', name: defaultPolicy },
    protocol: { type: 'detect', timeoutMs: detectTimeoutMs, routes: [defaultRoute] },
    authorizations: defaultAuthorizations(defaultPolicy, networks),
  };
}

/** Paths that the kubelet asks of a port, sorted, without their queries. */
function probePaths(pod: Pod, port: number): readonly string[] {
  const paths = containersOf(pod).flatMap((container) =>
    [container.livenessProbe, container.readinessProbe, container.startupProbe].flatMap((probe) => {
      const get = probe?.httpGet;
      if (!get) return [];
      const { port: wanted, path = '/' } = get;
      const number =
        typeof wanted === 'number'
          ? wanted
          : container.ports?.find(({ name }) => name === wanted)?.containerPort;
      return number === port ? [path.replace(/\?.*$/s, '')] : [];
    }),
  );
  return [...new Set(paths)].toSorted();
}

/** The oldest that is accepted. */
function rateLimitOf({ index, info }: Lookup, server: Custom): RateLimit | undefined {
  const { name, namespace = '' } = server.metadata;
  const found = index
    .of('httplocalratelimitpolicies.policy.linkerd.io', namespace)
    .find(({ spec, status }) => at(spec, 'targetRef', 'name') === name && isAccepted(status));
  if (!found) return undefined;
  const [totalRps, identityRps] = ['total', 'identity'].map((key) => rps(at(found['spec'], key)));
  return {
    metadata: {
      group: 'policy.linkerd.io',
      kind: 'HTTPLocalRateLimitPolicy',
      name: found.metadata.name,
    },
    ...(totalRps !== undefined && { totalRps }),
    ...(identityRps !== undefined && { identityRps }),
    overrides: listOf(at(found['spec'], 'overrides')).map((override) => ({
      rps: rps(override) ?? 0,
      identities: listOf(at(override, 'clientRefs')).map((ref) =>
        identityOf(
          {
            namespace: optionalText(at(ref, 'namespace')) ?? namespace,
            name: textOf(at(ref, 'name')),
          },
          info,
        ),
      ),
    })),
  };
}

function isAccepted(status: unknown): boolean {
  return listOf(at(status, 'conditions')).some(
    (condition) => at(condition, 'type') === 'Accepted' && at(condition, 'status') === 'True',
  );
}

function rps(limit: unknown): number | undefined {
  if (!isFields(limit)) return undefined;
  const value = limit['requestsPerSecond'];
  return typeof value === 'number' ? value : undefined;
}
