import type {
  Authentication,
  Authorization,
  HttpMatch,
  InboundProtocol,
  InboundRoute,
  InboundServer,
  RateLimit,
} from '#mesh/linkerd/proxy-api.ts';
import { duration, message, metadataMessage, oneOf, type Message } from './message.ts';
import { networkMessage } from './net.ts';
import { byResource, filterMessage, grpcMatch, hostMatch, httpMatch } from './route-parts.ts';

/** io.linkerd.proxy.inbound.Server (policy-controller/grpc/src/inbound.rs, edge-26.6.3). */
export function serverMessage(server: InboundServer): Message {
  const { group, kind, name } = server.server;
  return message({
    protocol: protocolMessage(server.protocol, server.rateLimit),
    authorizations: server.authorizations.map(authorizationMessage),
    labels: { group, kind, name },
  });
}

function protocolMessage(protocol: InboundProtocol, rateLimit: RateLimit | undefined): Message {
  const limit = rateLimit && rateLimitMessage(rateLimit);
  switch (protocol.type) {
    case 'detect': {
      const routes = byResource(protocol.routes).map((rules) => routeMessage(rules, httpMatch));
      const timeout = duration(protocol.timeoutMs);
      const detect = message({ timeout, http_routes: routes, http_local_rate_limit: limit });
      return oneOf('Kind', 'Detect', detect);
    }
    case 'http1':
    case 'http2': {
      const routes = byResource(protocol.routes).map((rules) => routeMessage(rules, httpMatch));
      const kind = protocol.type === 'http1' ? 'Http1' : 'Http2';
      return oneOf('Kind', kind, message({ routes, local_rate_limit: limit }));
    }
    case 'grpc': {
      const routes = byResource(protocol.routes).map((rules) => routeMessage(rules, grpcMatch));
      return oneOf('Kind', 'Grpc', message({ routes }));
    }
    case 'opaque':
      return oneOf('Kind', 'Opaque', {});
    case 'tls':
      return oneOf('Kind', 'Tls', {});
  }
}

function routeMessage(
  rules: readonly InboundRoute[],
  matchOf: (match: HttpMatch) => Message,
): Message {
  const [first] = rules;
  return message({
    metadata: first && metadataMessage(first.metadata),
    hosts: first?.hosts.map(hostMatch),
    authorizations: first?.authorizations.map(authorizationMessage),
    rules: rules.map(({ matches, filters }) =>
      message({
        matches: (matches.length === 0 ? [everything] : matches).map(matchOf),
        filters: filters.filter(({ type }) => type !== 'response-headers').map(filterMessage),
      }),
    ),
  });
}

const everything: HttpMatch = {
  path: { type: 'prefix', value: '/' },
  headers: [],
  queryParams: [],
};

function authorizationMessage(authorization: Authorization): Message {
  const { group, kind, name } = authorization.metadata;
  return message({
    networks: authorization.networks.map(networkMessage),
    authentication: authenticationMessage(authorization.authentication),
    labels: { group, kind, name },
    metadata: metadataMessage(authorization.metadata),
  });
}

function authenticationMessage(authentication: Authentication): Message {
  if (authentication.type === 'unauthenticated') return oneOf('Permit', 'Unauthenticated', {});
  if (authentication.type === 'mesh-tls-unauthenticated') {
    return oneOf('Permit', 'MeshTLS', oneOf('Clients', 'Unauthenticated', {}));
  }
  const names = message({
    identities: authentication.identities.map((name) => ({ name })),
    suffixes: authentication.suffixes.map((suffix) =>
      message({ parts: suffix === '' ? [] : suffix.split('.') }),
    ),
  });
  return oneOf('Permit', 'MeshTLS', oneOf('Clients', 'Identities', names));
}

function rateLimitMessage({ metadata, totalRps, identityRps, overrides }: RateLimit): Message {
  const limit = (rps: number | undefined): Message | undefined =>
    rps === undefined ? undefined : message({ requests_per_second: rps });
  const { group, name } = metadata;
  return message({
    metadata: metadataMessage({ group, kind: 'HTTPLocalRateLimitPolicy', name }),
    total: limit(totalRps),
    identity: limit(identityRps),
    overrides: overrides.map(({ rps, identities }) =>
      message({
        limit: limit(rps),
        clients: message({ identities: identities.map((name) => ({ name })) }),
      }),
    ),
  });
}
