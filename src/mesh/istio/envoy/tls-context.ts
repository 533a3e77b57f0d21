import {
  unknownAuthority,
  type ClientTls,
  type ServerTls,
  type TlsPeer,
} from '#cluster/network/tls.ts';
import { credentials } from '#mesh/istio/late-parts.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';
import type { SecretSource } from './envoy.ts';
import { matchesString } from './string-matcher.ts';
import type { CommonTls, DownstreamTls, TransportSocket, UpstreamTls } from './transport.ts';

/** TLS as a transport socket says, with the secrets of the moment. */
export interface TlsContexts {
  /** What a client of that cluster says and presents; undefined is plain text. */
  client: (socket: TransportSocket | undefined, overrides?: Overrides) => ClientTls | undefined;
  /** What that listener presents; undefined where the connection is not opened here. */
  server: (socket: TransportSocket | undefined) => ServerTls | undefined;
  /** Who this proxy is to those who connect to it: `By` in X-Forwarded-Client-Cert. */
  identity: (socket: TransportSocket | undefined) => string | undefined;
}

/** What a request says in the place of its cluster. */
interface Overrides {
  readonly alpn?: readonly string[] | undefined;
  readonly serverName?: string | undefined;
}

export function createTlsContexts(secrets: SecretSource, now: () => number): TlsContexts {
  const own = (tls: CommonTls): Certificate | undefined => {
    const [first] = tls.tlsCertificateSdsSecretConfigs ?? [];
    const secret = first && secrets(first.name);
    return secret?.type === 'certificate' ? secret.certificate : undefined;
  };
  const rootsOf = ({ combinedValidationContext: context }: CommonTls) =>
    context && secrets(context.validationContextSdsSecretConfig.name);
  const isMissing = (tls: CommonTls): boolean =>
    tls.combinedValidationContext !== undefined && rootsOf(tls) === undefined;
  const judge: Judge = (tls, peer) => {
    const roots = rootsOf(tls);
    if (isOfMesh(tls)) return peer.peerIdentity === undefined ? unknownAuthority : undefined;
    return roots?.type === 'validation' && credentials.value
      ? credentials.value.judge(peer.certificates?.() ?? [], roots.trusted, now())
      : undefined;
  };
  return {
    client: (socket, { alpn, serverName } = {}) => {
      const context = upstream(socket);
      if (!context) return undefined;
      const tls = context.commonTlsContext;
      const offered = alpn ?? tls.alpnProtocols ?? [];
      return {
        serverName: serverName ?? context.sni ?? '',
        ...(offered.length > 0 && { alpn: offered.join(',') }),
        ...presented(own(tls)),
        verify: (server) => verifyServer(tls, server, judge),
      };
    },
    server: (socket) => {
      const context = downstream(socket);
      if (!context) return undefined;
      const tls = context.commonTlsContext;
      const certificate = own(tls);
      // A listener whose secret has not come closes what comes.
      if (!certificate || isMissing(tls)) return { refusal: connectionReset };
      return {
        ...presented(certificate),
        ...(tls.alpnProtocols && { alpn: tls.alpnProtocols }),
        requiresClient: context.requireClientCertificate ?? false,
        ignoresClient: !tls.combinedValidationContext,
        verify: (client) => (client.certificates ? judge(tls, client) : undefined),
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

/** What OpenSSL says of a connection that ends before the hands are shaken. */
export const connectionReset = 'Recv failure: Connection reset by peer';

/** Why a peer is not trusted: the alert that it gets. What is signed by an authority that is not simulated is taken as it comes. */
type Judge = (tls: CommonTls, peer: TlsPeer) => string | undefined;

/** The mesh's authority answers for the peer: who has an identity got it from there. */
function isOfMesh({ combinedValidationContext: context }: CommonTls): boolean {
  return context?.validationContextSdsSecretConfig.name === 'ROOTCA';
}

const untrusted =
  'certificate verify failed:verify cert failed: X509_verify_cert: certificate verification error at depth 0: unable to get local issuer certificate';

/** Undefined where the server is accepted. */
function verifyServer(tls: CommonTls, server: TlsPeer, judge: Judge): string | undefined {
  if (judge(tls, server) !== undefined) return untrusted;
  const names = tls.combinedValidationContext?.defaultValidationContext.matchSubjectAltNames ?? [];
  if (names.length === 0) return undefined;
  const identity = server.peerIdentity;
  const isNamed =
    identity !== undefined && names.some((matcher) => matchesString(matcher, identity));
  return isNamed
    ? undefined
    : `certificate verify failed:verify cert failed: SAN matcher, certificate SANs are [${identity ?? ''}]`;
}
