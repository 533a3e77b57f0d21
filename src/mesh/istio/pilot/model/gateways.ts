import { matchesLabels } from '#cluster/label-selector.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import type { Config, GatewaySpec } from '#mesh/istio/resources.ts';
import { isHttp, isTls, parseProtocol, type Protocol } from './protocol.ts';
import { sortedByAge } from './sources.ts';

export interface Gateway extends Config<GatewaySpec> {
  /** Hosts of the Services whose pods it is for, where it is no selector that says so. */
  readonly services?: readonly string[];
}
export type Server = NonNullable<GatewaySpec['servers']>[number];

/** A server of a Gateway on a port where this proxy listens. */
export interface GatewayServer {
  readonly server: Server;
  /** `namespace/name`: what virtual services bind to. */
  readonly gateway: string;
  readonly protocol: Protocol;
  /** `*.example.com`, or `namespace/host` where only routes of that namespace may bind. */
  readonly hosts: readonly string[];
  /** Where its routes are: undefined where connections pass as they are. */
  readonly routeName: string | undefined;
}

export interface GatewayPort {
  readonly port: number;
  readonly bind: string;
  /** One plain-text server with all others of its port merged in; or those that SNI tells apart. */
  readonly servers: readonly GatewayServer[];
}

/** The Gateways that select this proxy as one: pilot/pkg/model/gateway.go MergeGateways (v1.31). */
export function gatewayPorts(build: Build, gateways: readonly Gateway[]): readonly GatewayPort[] {
  const ports = new Map<string, GatewayServer[]>();
  const sniHosts = new Map<string, Set<string>>();
  const places = new Map<string, { port: number; bind: string }>();
  for (const config of sortedByAge(gateways.filter((gateway) => selects(gateway, build)))) {
    for (const server of config.spec.servers ?? []) {
      for (const port of resolvedPorts(build, server.port.number)) {
        const bind = server.bind || '0.0.0.0';
        const key = `${bind}_${port}`;
        const made = gatewayServer(config, server, port);
        const known = ports.get(key) ?? [];
        const names = sniHosts.get(key) ?? new Set<string>();
        if (!fits(made, known, names)) continue;
        if (server.tls) made.hosts.forEach((host) => names.add(host));
        ports.set(key, [...known, made]);
        sniHosts.set(key, names);
        places.set(key, { port, bind });
      }
    }
  }
  return [...places].map(([key, place]) => ({ ...place, servers: ports.get(key) ?? [] }));
}

function selects({ spec, services, namespace }: Gateway, { node, targets }: Build): boolean {
  if (services) {
    return targets.some(
      ({ service }) => service.namespace === namespace && services.includes(service.hostname),
    );
  }
  return matchesLabels(spec.selector ?? {}, node.labels);
}

/** The number that clients of the Service use means the port behind it; any other number means itself. */
function resolvedPorts({ targets }: Build, number: number): readonly number[] {
  const behind = targets
    .filter(({ port }) => port.port === number)
    .map(({ targetPort }) => targetPort);
  return behind.length > 0 ? [...new Set(behind)] : [number];
}

function gatewayServer(config: Gateway, server: Server, port: number): GatewayServer {
  const { namespace, name } = config;
  const protocol = parseProtocol(server.port.protocol);
  return {
    server,
    gateway: `${namespace}/${name}`,
    protocol,
    hosts: server.hosts.map((host) => withNamespace(host, namespace)),
    routeName: routeNameOf(server, protocol, { port, suffix: `${name}.${namespace}` }),
  };
}

/** `./host` is of the Gateway's own namespace; `*\/host` of any, as is a host alone. */
function withNamespace(host: string, namespace: string): string {
  if (host.startsWith('./')) return `${namespace}/${host.slice(2)}`;
  return host.startsWith('*/') ? host.slice(2) : host;
}

/** `http.8080`; `https.443.https.my-gateway.default` where each server has a table of its own. */
function routeNameOf(
  { port: { name }, bind }: Server,
  protocol: Protocol,
  { port, suffix }: { port: number; suffix: string },
): string | undefined {
  const at = bind ? `${port}.${bind}` : String(port);
  if (isHttp(protocol)) return `http.${at}`;
  return protocol === 'HTTPS' ? `https.${at}.${name}.${suffix}` : undefined;
}

export function isPassthrough({ tls }: Server): boolean {
  return tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
}

/** HTTPS that ends at the gateway, which then sees requests. */
export function endsHttps({ server, protocol }: GatewayServer): boolean {
  return protocol === 'HTTPS' && server.tls !== undefined && !isPassthrough(server);
}

/** Whether a server may stand beside those that are on its port already; else it is left out, as upstream does. */
function fits(
  added: GatewayServer,
  known: readonly GatewayServer[],
  sniHosts: ReadonlySet<string>,
): boolean {
  const isEncrypted = isTls(added.protocol);
  if (isEncrypted && !added.server.tls) return false;
  if (added.server.tls && added.hosts.some((host) => sniHosts.has(host))) return false;
  const [first] = known;
  if (!first) return true;
  if (isTls(first.protocol)) {
    return (
      isEncrypted &&
      !known.some(({ routeName }) => routeName !== undefined && routeName === added.routeName)
    );
  }
  return first.protocol === added.protocol && isHttp(added.protocol);
}
