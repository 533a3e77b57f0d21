import type { Authentication, Authorization } from '#mesh/linkerd/proxy-api.ts';
import type { ServerTlsState } from './labels.ts';
import { inNetworks } from './networks.ts';

export interface Client {
  readonly ip: string;
  readonly tls: ServerTlsState;
}

/** The first authorization that lets the client in (linkerd/app/inbound/src/policy.rs, is_authorized). */
export function authorizationFor(
  authorizations: readonly Authorization[],
  client: Client,
): Authorization | undefined {
  return authorizations.find(
    ({ networks, authentication }) =>
      isAuthenticated(authentication, client.tls) && inNetworks(networks, client.ip),
  );
}

function isAuthenticated(authentication: Authentication, tls: ServerTlsState): boolean {
  if (authentication.type === 'unauthenticated') return true;
  if (tls.type !== 'established') return false;
  if (authentication.type === 'mesh-tls-unauthenticated') return true;
  const { clientId } = tls;
  if (clientId === undefined) return false;
  return (
    authentication.identities.includes(clientId) ||
    authentication.suffixes.some((suffix) => clientId.endsWith(suffix))
  );
}
