/** What one end of a TLS connection knows of it. */
export interface TlsPeer {
  readonly version: 'TLSv1.3' | 'TLSv1.2';
  readonly serverName?: string;
  readonly alpn?: string;
  /** The other end's identity, once verified: `spiffe://cluster.local/ns/default/sa/web`. */
  readonly peerIdentity?: string;
}
