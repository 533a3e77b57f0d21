import type { Route, RouteConfiguration, VirtualHost } from '#mesh/istio/envoy/routes.ts';
import { type Build, knownService } from '#mesh/istio/pilot/build.ts';
import type { GatewayPort, GatewayServer } from '#mesh/istio/pilot/model/gateways.ts';
import { intersection } from '#mesh/istio/pilot/model/host.ts';
import type { Service } from '#mesh/istio/pilot/model/service.ts';
import type { VirtualService } from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { isCatchAll } from './match.ts';
import { routesOf } from './route.ts';

/** `http.8080`: of every server that shares the table (pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig, v1.31). */
export function gatewayRoutes(
  build: Build,
  ports: readonly GatewayPort[],
  name: string,
): RouteConfiguration {
  const servers = ports
    .flatMap((place) => place.servers)
    .filter(({ routeName }) => routeName === name);
  const hosts = new Map<string, VirtualHost>();
  const known = new Map<string, readonly Route[]>();
  for (const server of servers) addServer(build, server, { hosts, known });
  const made = [...collapsed(hosts)].map((host) => ({
    ...host,
    routes: catchAllLast(host.routes),
  }));
  return {
    name,
    virtualHosts:
      made.length > 0
        ? made.toSorted((a, b) => (a.name < b.name ? -1 : 1))
        : [nothing(servers[0]?.server.port.number ?? 0)],
    validateClusters: false,
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: 1_048_576,
  };
}

interface Tables {
  readonly hosts: Map<string, VirtualHost>;
  /** Of one virtual service for one Gateway: the same list, so that hosts can be told to share it. */
  readonly known: Map<string, readonly Route[]>;
}

function addServer(build: Build, server: GatewayServer, { hosts, known }: Tables): void {
  const port = server.server.port.number;
  const { tls } = server.server;
  const secured = tls?.httpsRedirect ? { requireTls: 'ALL' as const } : {};
  const bound = build.push.virtualServices().forGateway(build.node.namespace, server.gateway);
  for (const config of bound) {
    const offered = hostsFor(server.hosts, config.namespace);
    const common = intersection(offered, config.spec.hosts ?? []);
    if (common.length === 0) continue;
    const key = `${server.gateway} ${config.namespace}/${config.name}`;
    const routes =
      known.get(key) ??
      routesOf(config, {
        build,
        port,
        gateway: server.gateway,
        isTls: tls !== undefined,
        serviceOf: (hostname) => serviceFor(build, config, hostname),
      });
    known.set(key, routes);
    if (routes.length === 0) continue;
    for (const host of common.map((name) => name.toLowerCase())) {
      const before = hosts.get(host);
      const all = before && before.routes.length > 0 ? [...before.routes, ...routes] : routes;
      hosts.set(host, { ...virtualHost(host, port, all), ...requirement(before), ...secured });
    }
  }
  if (!tls?.httpsRedirect) return;
  for (const host of server.hosts.map((name) => name.toLowerCase())) {
    hosts.set(host, { ...(hosts.get(host) ?? virtualHost(host, port, [])), ...secured });
  }
}

function requirement(before: VirtualHost | undefined): Pick<VirtualHost, 'requireTls'> {
  return before?.requireTls ? { requireTls: before.requireTls } : {};
}

function virtualHost(host: string, port: number, routes: readonly Route[]): VirtualHost {
  return { name: `${host}:${port}`, domains: [host], routes, includeRequestAttemptCount: true };
}

/** `namespace/host` is offered to routes of that namespace only. */
function hostsFor(hosts: readonly string[], namespace: string): readonly string[] {
  return hosts.flatMap((host) => {
    const slash = host.indexOf('/');
    if (slash < 0) return [host];
    return host.slice(0, slash) === namespace ? [host.slice(slash + 1)] : [];
  });
}

/** The Service that the route means: of its own namespace first. */
function serviceFor(
  build: Build,
  { namespace }: VirtualService,
  hostname: string,
): Service | undefined {
  const services = build.push.services();
  const own = services
    .ofHost(hostname)
    .find(
      (service) =>
        service.namespace === namespace && services.isVisible(service, build.node.namespace),
    );
  return own ?? knownService(build, hostname);
}

/** Hosts of one virtual service are one: by name, the first is its name. */
function collapsed(hosts: ReadonlyMap<string, VirtualHost>): Iterable<VirtualHost> {
  const primary = new Map<readonly Route[], VirtualHost[]>();
  for (const [, host] of [...hosts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const same = primary.get(host.routes) ?? [];
    const at = same.findIndex(({ requireTls }) => requireTls === host.requireTls);
    const first = same[at];
    if (first) same[at] = { ...first, domains: [...first.domains, ...host.domains] };
    else same.push(host);
    primary.set(host.routes, same);
  }
  return [...primary.values()].flat();
}

/** What takes everything goes to the end, or the routes of the next virtual service would never be reached. */
function catchAllLast(routes: readonly Route[]): readonly Route[] {
  return [
    ...routes.filter(({ match }) => !isCatchAll(match)),
    ...routes.filter(({ match }) => isCatchAll(match)),
  ];
}

/** No route is bound: Envoy answers 404. */
function nothing(port: number): VirtualHost {
  return { name: `blackhole:${port}`, domains: ['*'], routes: [] };
}
