import type { Headers } from '#cluster/network/http.ts';
import type { TlsPeer } from '#cluster/network/tls.ts';
import { credentials } from '#mesh/istio/late-parts.ts';
import { certificateHash } from './certificate-hash.ts';
import type { Downstream } from './downstream.ts';
import { setHeader, withoutHeader } from './header-mutation.ts';
import type { HttpConnectionManager } from './network-filters.ts';

const name = 'x-forwarded-client-cert';

/** X-Forwarded-Client-Cert: who a client of mutual TLS proved to be, for the server behind. */
export function forwardedClientCert(
  manager: HttpConnectionManager,
  { tls, identity }: Downstream,
  headers: Headers,
): Headers {
  const mode = manager.forwardClientCertDetails ?? 'SANITIZE';
  if (mode === 'ALWAYS_FORWARD_ONLY') return headers;
  const certificates = tls?.certificates;
  if (mode === 'SANITIZE' || !certificates) return withoutHeader(headers, name);
  if (mode === 'FORWARD_ONLY') return headers;
  const own = elementOf(manager, { ...tls, certificates }, identity);
  const before = headers.find(([key]) => key === name)?.[1];
  const isAppended = mode === 'APPEND_FORWARD' && before !== undefined;
  return setHeader(headers, name, isAppended ? `${before},${own}` : own);
}

function elementOf(
  { setCurrentClientCertDetails: details = {} }: HttpConnectionManager,
  { certificates, peerIdentity }: Pick<Required<TlsPeer>, 'certificates'> & TlsPeer,
  identity: string | undefined,
): string {
  const [leaf = ''] = certificates();
  // Workload certificates have an empty subject, and no name of a host.
  const { subject = '', dnsNames = [] } = credentials.value?.namesOf(leaf) ?? {};
  return [
    ...(identity === undefined ? [] : [`By=${identity}`]),
    `Hash=${certificateHash(certificates)}`,
    ...(details.cert ? [`Cert="${urlEncoded(leaf)}"`] : []),
    ...(details.subject ? [`Subject="${subject}"`] : []),
    ...(details.uri && peerIdentity !== undefined ? [`URI=${peerIdentity}`] : []),
    ...(details.dns ? dnsNames.map((name) => `DNS=${name}`) : []),
  ].join(';');
}

/** As Envoy's SslConnection writes PEM into a header. */
function urlEncoded(pem: string): string {
  return pem.replaceAll(/[\n +/=]/g, encodeURIComponent);
}
