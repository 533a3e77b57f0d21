/** What one end of a TLS connection knows of it. */
export interface TlsPeer {
  readonly version: 'TLSv1.3' | 'TLSv1.2';
  readonly serverName?: string;
  readonly alpn?: string;
  /** The other end's identity, once verified: `spiffe://cluster.local/ns/default/sa/web`. */
  readonly peerIdentity?: string;
  /** What the other end presented: PEM, its own first. Made when asked for: few ever look. */
  readonly certificates?: () => readonly string[];
}

/** A client's first words, and what it presents when asked. */
export interface ClientTls {
  readonly serverName: string;
  /** What it offers, by comma: `h2,http/1.1`. */
  readonly alpn?: string;
  readonly identity?: string;
  readonly certificates?: () => readonly string[];
  /** Refuses the server before anything is sent: the reason, as a TLS failure's detail. */
  readonly verify?: (server: TlsPeer) => string | undefined;
}

/** What a listener, or a proxy in its place, presents. */
export interface ServerTls {
  readonly version?: TlsPeer['version'];
  readonly certificates?: () => readonly string[];
  readonly identity?: string;
  /** What it speaks, preferred first. */
  readonly alpn?: readonly string[];
  /** Refuses a client that presents nothing. */
  readonly requiresClient?: boolean;
  /** Asks for no certificate: a client then shows none, whatever it has. */
  readonly ignoresClient?: boolean;
  /** Refuses what a client presents: the alert that it gets. */
  readonly verify?: (client: TlsPeer) => string | undefined;
  /** It looks at the first bytes: who does not shake hands is served in plain text. */
  readonly isOptional?: boolean;
  /** Shakes no hands: what the client reads instead. */
  readonly refusal?: string;
}

/** The client's view of the server and the server's view of the client. */
export interface Hands {
  ofServer: TlsPeer;
  ofClient: TlsPeer;
}

/** The alert of a server that a client shows nothing. */
export const certificateRequired = 'tlsv13 alert certificate required';

/** The alert of a server that does not know who signed for its client. */
export const unknownAuthority = 'tlsv1 alert unknown ca';

/** Those about a client's certificate: with TLS 1.3 it has shaken hands, as far as it knows, when it reads them. */
export function isLateAlert(detail: string): boolean {
  return detail === certificateRequired || detail === unknownAuthority;
}

/** What each knows of the other, or the alert that ended it. */
export function shakeHands(client: ClientTls, server: ServerTls): Hands | string {
  if (server.refusal !== undefined) return server.refusal;
  const offered = client.alpn?.split(',') ?? [];
  const alpn = server.alpn?.find((name) => offered.includes(name));
  const both = {
    version: server.version ?? 'TLSv1.3',
    serverName: client.serverName,
    ...(alpn !== undefined && { alpn }),
  } as const;
  const ofServer: TlsPeer = { ...both, ...presented(server) };
  const ofClient: TlsPeer = { ...both, ...(server.ignoresClient ? {} : presented(client)) };
  // The server speaks first: its certificate is judged before the client's is missed.
  const isMissing = server.requiresClient && !(client.identity ?? client.certificates);
  return (
    client.verify?.(ofServer) ??
    (isMissing ? certificateRequired : (server.verify?.(ofClient) ?? { ofServer, ofClient }))
  );
}

function presented({ identity, certificates }: ClientTls | ServerTls) {
  return {
    ...(identity !== undefined && { peerIdentity: identity }),
    ...(certificates && { certificates }),
  };
}
