import type { Connection, HttpRequest } from '#cluster/network/http.ts';

/** What RBAC filters look at: a connection, and the request on it where the filter is HTTP's. */
export interface RbacFacts {
  readonly connection: Connection;
  /** The port that the client aimed at in the pod, before any redirection. */
  readonly destinationPort: number;
  readonly request?: HttpRequest;
  /** Where the request comes from once X-Forwarded-For is counted: `remoteIp`. */
  readonly remoteIp: string;
  /** By the name of the filter that wrote it: `envoy.filters.http.jwt_authn`. */
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
