import type { Route, RouteConfiguration, VirtualHost } from '#mesh/istio/envoy/routes.ts';
import { type Build } from '#mesh/istio/pilot/build.ts';
import { catchAllCluster } from '#mesh/istio/pilot/listeners/tcp.ts';
import { hostsMatch, isSubsetOf, isWildcard, moreSpecific } from '#mesh/istio/pilot/model/host.ts';
import { isHttpOrSniffed } from '#mesh/istio/pilot/model/protocol.ts';
import { clusterName, type Service } from '#mesh/istio/pilot/model/service.ts';
import type { EgressListener } from '#mesh/istio/pilot/model/sidecar-scope.ts';
import type { VirtualService } from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { meshGateway } from '#mesh/istio/pilot/model/virtual-services.ts';
import { serviceHash } from './hash-policy.ts';
import { retryPolicy } from './retry.ts';
import { routesOf } from './route.ts';
import { domainsOf } from './virtual-hosts.ts';

/** `9080`, shared by every HTTP Service of a port; `db.default.svc.cluster.local:9090`, of one Service whose protocol is sniffed. */
export function sidecarRoutes(build: Build, name: string): RouteConfiguration {
  const colon = name.lastIndexOf(':');
  const port = Number(name.slice(colon + 1));
  const only = colon < 0 ? undefined : name.slice(0, colon);
  const egress = egressFor(build, port);
  const hosts = egress ? virtualHosts(build, egress, port, only) : [];
  const sorted = hosts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    name,
    virtualHosts: only === undefined ? [...sorted, catchAll(build)] : everyDomain(sorted, only),
    validateClusters: false,
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: 1_048_576,
  };
}

/** The listener of a Sidecar for this port, else the one for all others. */
function egressFor({ scope }: Build, port: number): EgressListener | undefined {
  return (
    scope.egress.find(({ spec }) => spec.port?.number === port) ??
    scope.egress.find(({ spec }) => !spec.port?.number)
  );
}

/** On a listener of its own a Service answers to any name. */
function everyDomain(hosts: readonly VirtualHost[], only: string): readonly VirtualHost[] {
  const own = hosts.find(({ domains }) => domains.includes(only));
  return own ? [{ ...own, domains: ['*'] }] : [];
}

/** A host that is being made: for Services, or for names that only a virtual service knows. */
interface Wrapper {
  readonly services: readonly Service[];
  readonly hosts: readonly string[];
  readonly routes: readonly Route[];
}

/** pilot/pkg/networking/core/route/route.go BuildSidecarVirtualHostWrapper, httproute.go BuildSidecarOutboundVirtualHosts (v1.31). */
function virtualHosts(
  build: Build,
  egress: EgressListener,
  port: number,
  only: string | undefined,
): readonly VirtualHost[] {
  const services = new Map<string, Service>();
  for (const service of egress.services()) {
    if (only !== undefined && service.hostname !== only) continue;
    const served = service.ports.filter((own) => own.port === port);
    const named = served.length > 0 ? served : egress.spec.port?.number ? service.ports : [];
    if (named.length > 0 && !services.has(service.hostname)) {
      services.set(service.hostname, { ...service, ports: named });
    }
  }
  const routed = egress
    .virtualServices()
    .filter((config) => port === 80 || isForSome(config, services));
  const owners = wildcardOwners(routed, services);
  const serviceOf = (hostname: string): Service | undefined => services.get(hostname);
  const wrappers = routed.flatMap((config): readonly Wrapper[] => {
    const context = { build, port, gateway: meshGateway, isTls: false, serviceOf };
    const routes = routesOf(config, context);
    return routes.length === 0 ? [] : wrapped(config, routes, { port, services, owners, build });
  });
  const taken = new Set(
    wrappers.flatMap((wrapper) => wrapper.services.map(({ hostname }) => hostname)),
  );
  const plain = [...services.values()]
    .filter(({ hostname, resolution }) => !taken.has(hostname) && resolution !== 'Alias')
    .filter(({ ports }) => ports.some(({ protocol }) => isHttpOrSniffed(protocol)))
    .map((service) => ({
      services: [service],
      hosts: [],
      routes: [defaultRoute(build, service)],
    }));
  return unique(build, [...wrappers, ...plain], port);
}

function isForSome({ spec }: VirtualService, services: ReadonlyMap<string, Service>): boolean {
  return (spec.hosts ?? []).some(
    (host) =>
      services.has(host) ||
      (isWildcard(host) && [...services.keys()].some((known) => hostsMatch(host, known))),
  );
}

/** For each Service the virtual service whose host is the most specific. */
function wildcardOwners(
  configs: readonly VirtualService[],
  services: ReadonlyMap<string, Service>,
): ReadonlyMap<string, VirtualService> {
  const byHost = new Map<string, VirtualService>();
  for (const config of configs) {
    for (const host of config.spec.hosts ?? []) {
      if (!byHost.has(host)) byHost.set(host, config);
    }
  }
  const wildcards = [...byHost.keys()].filter(isWildcard).toSorted(moreSpecific);
  const owners = new Map<string, VirtualService>();
  for (const hostname of services.keys()) {
    const host = byHost.has(hostname)
      ? hostname
      : wildcards.find((wildcard) => isSubsetOf(hostname, wildcard));
    const owner = host === undefined ? undefined : byHost.get(host);
    if (owner) owners.set(hostname, owner);
  }
  return owners;
}

interface Found {
  readonly build: Build;
  readonly port: number;
  readonly services: ReadonlyMap<string, Service>;
  readonly owners: ReadonlyMap<string, VirtualService>;
}

function wrapped(
  config: VirtualService,
  routes: readonly Route[],
  { build, port, services, owners }: Found,
): readonly Wrapper[] {
  const hosts: string[] = [];
  const matching = new Set<Service>();
  for (const host of config.spec.hosts ?? []) {
    const service = services.get(host);
    const within = isWildcard(host)
      ? [...services.values()].filter(({ hostname }) => isSubsetOf(hostname, host))
      : [];
    if (service) matching.add(service);
    else if (within.length === 0) hosts.push(host);
    within
      .filter(({ hostname }) => owners.get(hostname) === config)
      .forEach((found) => matching.add(found));
  }
  const visible = [...matching]
    .filter(({ ports }) => ports.some(({ protocol }) => isHttpOrSniffed(protocol)))
    .filter(({ namespace }) => !config.gatewaySemantics || isNear(config, build, namespace));
  // Names that are no Service of the mesh are routed on port 80 alone.
  if (visible.length === 0 && (port !== 80 || config.gatewaySemantics)) return [];
  return [{ services: visible, hosts, routes }];
}

/** A route of the Gateway API holds for the clients of its own namespace, or for everybody where it stands with the Service. */
function isNear({ namespace }: VirtualService, { node }: Build, ofService: string): boolean {
  return namespace === ofService || namespace === node.namespace;
}

function defaultRoute(build: Build, service: Service): Route {
  const port = service.ports[0]?.port ?? 0;
  const hash = serviceHash(build, service, port);
  return {
    name: 'default',
    match: { prefix: '/' },
    route: {
      cluster: clusterName(service.hostname, port),
      timeout: '0s',
      ...retryPolicy(build.mesh.defaultHttpRetryPolicy, false),
      ...(hash ? { hashPolicy: [hash] } : {}),
      maxGrpcTimeout: '0s',
    },
    decorator: { operation: `${service.hostname}:${port}/*` },
  };
}

/** Of two hosts with one name, or one domain, the first keeps it: Envoy refuses a table that has it twice. */
function unique(build: Build, wrappers: readonly Wrapper[], port: number): readonly VirtualHost[] {
  const fullNames = new Set(
    wrappers.flatMap(({ services }) => services.map(({ hostname }) => hostname)),
  );
  const names = new Set<string>();
  const domains = new Set<string>();
  const aliases = build.scope.services().filter(({ resolution }) => resolution === 'Alias');
  const made: VirtualHost[] = [];
  const add = (host: string, routes: readonly Route[], all: readonly string[]): void => {
    const name = `${host}:${port}`;
    const own = all.filter((domain) => !domains.has(domain.toLowerCase()));
    if (names.has(name) || own.length === 0) return;
    names.add(name);
    own.forEach((domain) => domains.add(domain.toLowerCase()));
    made.push({ name, domains: [...new Set(own)], routes, includeRequestAttemptCount: true });
  };
  for (const { hosts, services, routes } of wrappers) {
    for (const host of hosts) add(host, routes, [host]);
    for (const service of services) {
      const own = aliases.filter(({ externalName }) => externalName === service.hostname);
      const found = domainsOf(service, own, build.node.namespace);
      // A short name must not hide a Service that is really called so.
      const isHidden = (domain: string) => found.short.includes(domain) && fullNames.has(domain);
      add(
        service.hostname,
        routes,
        found.domains.filter((domain) => !isHidden(domain)),
      );
    }
  }
  return made;
}

function catchAll(build: Build): VirtualHost {
  const { allowsAny } = build.scope;
  const name = allowsAny ? 'allow_any' : 'block_all';
  const action = allowsAny
    ? { route: { cluster: catchAllCluster(build), timeout: '0s', maxGrpcTimeout: '0s' } }
    : { directResponse: { status: 502 } };
  return {
    name,
    domains: ['*'],
    routes: [{ name, match: { prefix: '/' }, ...action }],
    includeRequestAttemptCount: true,
  };
}
