import type { Authentication, InboundServer } from '#mesh/linkerd/proxy-api.ts';
import type { ProxyOptions } from './options.ts';

const allNetworks = ['0.0.0.0/0', '::/0'];

/** What holds on a port before the policy controller has said anything (linkerd/app/inbound/src/policy/defaults.rs). */
export function defaultServer(options: ProxyOptions, port: number): InboundServer {
  const { inboundDefaultPolicy: name, clusterNetworks } = options;
  const metadata = { group: '', kind: 'default', name };
  const networks = (name.startsWith('cluster-') ? clusterNetworks : allNetworks).map((net) => ({
    net,
    except: [],
  }));
  const authorizations =
    name === 'deny' ? [] : [{ metadata, networks, authentication: authenticationOf(name) }];
  const isOpaque = options.opaquePorts.includes(port);
  return {
    server: metadata,
    authorizations,
    protocol: isOpaque
      ? { type: 'opaque' }
      : { type: 'detect', timeoutMs: 10_000, routes: [defaultRoute] },
  };
}

const defaultRoute = {
  metadata: { group: '', kind: 'default', name: 'default' },
  hosts: [],
  matches: [],
  authorizations: [],
  filters: [],
} as const;

function authenticationOf(name: string): Authentication {
  return name.endsWith('-authenticated')
    ? { type: 'mesh-tls', identities: [], suffixes: [''] }
    : { type: 'unauthenticated' };
}
