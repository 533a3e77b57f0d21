import type { ClientTls, ServerTls, TlsPeer } from '#cluster/network/tls.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';

/** ALPN of connections that begin with a header which says where to. */
export const opaqueTransport = 'transport.l5d.io/v1';

export function pemBlocks(text: string): readonly string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => block.replaceAll(/\s+/g, ''));
}

type Chain = () => readonly string[];

/** What is presented of a certificate, and whose it is: a peer's chain is judged by the certificate that it was made of. */
const chains = new WeakMap<Certificate, Chain>();
const certificates = new WeakMap<Chain, Certificate>();

function chainOf(certificate: Certificate): Chain {
  const known = chains.get(certificate);
  if (known) return known;
  // The root is the peer's own.
  const chain = () =>
    [certificate, ...certificate.issuers.filter(({ issuers }) => issuers.length > 0)].map(
      ({ pem }) => pem(),
    );
  chains.set(certificate, chain);
  certificates.set(chain, certificate);
  return chain;
}

/** Of roots: every handshake looks at one. */
const normalized = new WeakMap<Certificate, string>();

function normalizedPem(certificate: Certificate): string {
  const known = normalized.get(certificate);
  if (known !== undefined) return known;
  const [pem = ''] = pemBlocks(certificate.pem());
  normalized.set(certificate, pem);
  return pem;
}

/** Signed by one of the anchors, and not yet expired. */
export function isTrusted(
  certificate: Certificate,
  anchors: readonly string[],
  now: number,
): boolean {
  const root = certificate.issuers.at(-1);
  return certificate.notAfter > now && root !== undefined && anchors.includes(normalizedPem(root));
}

/** What a proxy knows when it shakes hands. */
export interface Credentials {
  readonly identity: string;
  readonly certificate: Certificate | undefined;
  readonly anchors: readonly string[];
  readonly now: () => number;
}

/** Undefined for a peer to trust; else the alert. */
function alertFor({ anchors, now }: Credentials, peer: TlsPeer): string | undefined {
  const certificate = peer.certificates && certificates.get(peer.certificates);
  if (!certificate) return 'tlsv1 alert unknown ca';
  if (certificate.notAfter <= now()) return 'sslv3 alert certificate expired';
  return isTrusted(certificate, anchors, now()) ? undefined : 'tlsv1 alert unknown ca';
}

/** Handshakes of one certificate are alike, and there are many. */
const servers = new WeakMap<Certificate, ServerTls>();

/** In the application's place: TLS 1.3, and whoever has no certificate is nobody in particular. */
export function serverTls(credentials: Credentials): ServerTls {
  const { certificate, identity } = credentials;
  if (!certificate) return { refusal: 'Recv failure: Connection reset by peer' };
  const known = servers.get(certificate);
  if (known) return known;
  const tls: ServerTls = {
    identity,
    certificates: chainOf(certificate),
    alpn: [opaqueTransport],
    verify: (client) => (client.certificates ? alertFor(credentials, client) : undefined),
  };
  servers.set(certificate, tls);
  return tls;
}

/** To a peer that must have that name. */
export function clientTls(credentials: Credentials, serverName: string, alpn?: string): ClientTls {
  const { certificate, identity } = credentials;
  return {
    serverName,
    ...(alpn !== undefined && { alpn }),
    ...(certificate && { identity, certificates: chainOf(certificate) }),
    verify: (server) =>
      alertFor(credentials, server) ??
      (server.peerIdentity === serverName
        ? undefined
        : 'invalid peer certificate: certificate not valid for name'),
  };
}
