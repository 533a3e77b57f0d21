import type { ClientTls, ServerTls, TlsPeer } from '#cluster/network/tls.ts';
import type { Certificate } from '#mesh/istio/security/certificate.ts';
import type { SecretSource } from './envoy.ts';
import { matchesString } from './string-matcher.ts';
import type { CommonTls, DownstreamTls, TransportSocket, UpstreamTls } from './transport.ts';

/** TLS as a transport socket says, with the secrets of the moment. */
export interface TlsContexts {
  /** What a client of that cluster says and presents; undefined is plain text. */
  client: (socket: TransportSocket | undefined, alpn?: readonly string[]) => ClientTls | undefined;
  /** What that listener presents; undefined where the connection is not opened here. */
  server: (socket: TransportSocket | undefined) => ServerTls | undefined;
  /** Who this proxy is to those who connect to it: `By` in X-Forwarded-Client-Cert. */
  identity: (socket: TransportSocket | undefined) => string | undefined;
}

export function createTlsContexts(secrets: SecretSource): TlsContexts {
  const own = (tls: CommonTls): Certificate | undefined => {
    const [first] = tls.tlsCertificateSdsSecretConfigs ?? [];
    const secret = first && secrets(first.name);
    return secret?.type === 'certificate' ? secret.certificate : undefined;
  };
  return {
    client: (socket, alpn) => {
      const context = upstream(socket);
      if (!context) return undefined;
      const tls = context.commonTlsContext;
      const offered = alpn ?? tls.alpnProtocols ?? [];
      return {
        serverName: context.sni ?? '',
        ...(offered.length > 0 && { alpn: offered.join(',') }),
        ...presented(own(tls)),
        verify: (server) => verifyServer(tls, server),
      };
    },
    server: (socket) => {
      const context = downstream(socket);
      if (!context) return undefined;
      const tls = context.commonTlsContext;
      return {
        ...presented(own(tls)),
        ...(tls.alpnProtocols && { alpn: tls.alpnProtocols }),
        requiresClient: context.requireClientCertificate ?? false,
      };
    },
    identity: (socket) => {
      const context = downstream(socket);
      return context && own(context.commonTlsContext)?.identity;
    },
  };
}

function upstream(socket: TransportSocket | undefined): UpstreamTls | undefined {
  if (socket?.name !== 'envoy.transport_sockets.tls') return undefined;
  const { typedConfig } = socket;
  return typedConfig['@type'] === upstreamType ? typedConfig : undefined;
}

function downstream(socket: TransportSocket | undefined): DownstreamTls | undefined {
  if (socket?.name !== 'envoy.transport_sockets.tls') return undefined;
  const { typedConfig } = socket;
  return typedConfig['@type'] === upstreamType ? undefined : typedConfig;
}

const upstreamType =
  'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';

/** One function for one certificate: what is computed of what it gives is kept by it. */
const chains = new WeakMap<Certificate, () => readonly string[]>();

function presented(certificate: Certificate | undefined) {
  if (!certificate) return {};
  const known = chains.get(certificate);
  const chain = known ?? chainOf(certificate);
  if (!known) chains.set(certificate, chain);
  const { identity } = certificate;
  return { certificates: chain, ...(identity !== undefined && { identity }) };
}

/** As istiod hands it out: the leaf and its issuers, the root included. */
function chainOf(certificate: Certificate): () => readonly string[] {
  return () => [certificate, ...certificate.issuers].map(({ pem }) => pem());
}

/** Undefined where the server is accepted. */
function verifyServer(tls: CommonTls, server: TlsPeer): string | undefined {
  const names = tls.combinedValidationContext?.defaultValidationContext.matchSubjectAltNames ?? [];
  if (names.length === 0) return undefined;
  const identity = server.peerIdentity;
  const isNamed =
    identity !== undefined && names.some((matcher) => matchesString(matcher, identity));
  return isNamed
    ? undefined
    : `certificate verify failed:verify cert failed: SAN matcher, certificate SANs are [${identity ?? ''}]`;
}
