/** What the control plane tells of a shop, and what clients ask of it. */
import { respond } from '#cluster/network/headers.ts';
import type { Address, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Server } from '#cluster/network/stack.ts';
import type {
  Endpoint,
  InboundRoute,
  InboundServer,
  OutboundPolicy,
  OutboundRoute,
} from '#mesh/linkerd/proxy-api.ts';

export function identityOf(account: string): string {
  return `${account}.shop.serviceaccount.identity.linkerd.cluster.local`;
}

const everywhere = [{ net: '0.0.0.0/0', except: [] }];
const defaultName = { group: '', kind: 'default', name: 'all-unauthenticated' };

export function inboundRoute(changes: Partial<InboundRoute> = {}): InboundRoute {
  const metadata = { group: '', kind: 'default', name: 'default' };
  return { metadata, hosts: [], matches: [], authorizations: [], filters: [], ...changes };
}

export const anybody: InboundServer = {
  server: defaultName,
  authorizations: [
    { metadata: defaultName, networks: everywhere, authentication: { type: 'unauthenticated' } },
  ],
  protocol: { type: 'detect', timeoutMs: 10_000, routes: [inboundRoute()] },
};

/** A Server, and an AuthorizationPolicy for those accounts if any. */
export function serverFor(name: string, accounts: readonly string[] = []): InboundServer {
  return {
    ...anybody,
    server: { group: 'policy.linkerd.io', kind: 'server', name },
    authorizations:
      accounts.length === 0
        ? []
        : [
            {
              metadata: {
                group: 'policy.linkerd.io',
                kind: 'authorizationpolicy',
                name: `${name}-authz`,
              },
              networks: everywhere,
              authentication: {
                type: 'mesh-tls',
                identities: accounts.map(identityOf),
                suffixes: [],
              },
            },
          ],
  };
}

export function endpoint(ip: string, account?: string, changes: Partial<Endpoint> = {}): Endpoint {
  const meshed = { tlsIdentity: identityOf(account ?? ''), isHttp2: true };
  return {
    address: { ip, port: 8080 },
    weight: 10_000,
    labels: { pod: `pod-${ip.replaceAll('.', '-')}`, service: 'web' },
    isHttp2: false,
    ...(account !== undefined && meshed),
    ...changes,
  };
}

const web = { group: 'core', kind: 'Service', namespace: 'shop', name: 'web', port: 80 };
export const authority = 'web.shop.svc.cluster.local:80';

export function outboundRoute(changes: Partial<OutboundRoute> = {}): OutboundRoute {
  return {
    metadata: { group: '', kind: 'default', name: 'http' },
    hosts: [],
    matches: [],
    filters: [],
    backends: [
      { metadata: web, weight: 1, filters: [], dispatcher: { type: 'balancer', authority } },
    ],
    timeouts: {},
    allowsL5dRequestHeaders: false,
    ...changes,
  };
}

export function policyOf(routes: readonly OutboundRoute[] = [outboundRoute()]): OutboundPolicy {
  return { parent: web, protocol: { type: 'detect', timeoutMs: 10_000, routes } };
}

/** The Service's address. */
export const webIp: Address = { ip: '10.96.0.20', port: 80 };

export function get(path = '/', headers: HttpRequest['headers'] = []): HttpRequest {
  return {
    method: 'GET',
    authority: 'web:80',
    path,
    headers: [['user-agent', 'curl/8.16.0'], ...headers],
    body: '',
    protocol: 'HTTP/1.1',
  };
}

export function grpc(path: string): HttpRequest {
  return {
    method: 'POST',
    authority: 'web:80',
    path,
    headers: [['content-type', 'application/grpc']],
    body: '{}',
    protocol: 'HTTP/2',
    grpc: true,
  };
}

/** Says who answered, and what it was asked. */
export function echo(name: string, elapsed = 1): Server {
  return (request, { source, tls }) =>
    respond(
      200,
      [['Content-Type', 'application/json']],
      JSON.stringify({
        name,
        from: source.ip,
        isTls: tls !== undefined,
        protocol: request.protocol,
        path: request.path,
        headers: Object.fromEntries(request.headers),
      }),
      elapsed,
    );
}

export function responseOf(outcome: Outcome) {
  if (outcome.type === 'failure') throw new Error(JSON.stringify(outcome.failure));
  return outcome.response;
}
