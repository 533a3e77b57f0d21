import type { Kubelet } from '#cluster/kubelet/parts.ts';
import type { AggregationRegistry } from '#cluster/api/aggregation/registry.ts';
import type { Api } from '#cluster/api/api.ts';
import type { Authorizer, User } from '#cluster/api/rbac/authorizer.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import type { Call, Core } from '#cluster/api/verbs/core.ts';
import type { Route } from './route.ts';

/** What the HTTP face is made of. */
export interface ServerParts {
  readonly core: Core;
  readonly api: Api;
  /** Whether the roles and bindings that are stored decide; without, everything is allowed. */
  readonly rbac: boolean;
  readonly kubelet: () => Kubelet | undefined;
  /** Who answers for the APIs of others. */
  readonly aggregated: Pick<AggregationRegistry, 'find'>;
  readonly defaultUser: User;
  /** To be told when something that a program waits for has come. */
  readonly wake: () => void;
}

export interface Server extends ServerParts {
  readonly authorizer: Authorizer | undefined;
  /** To be waited for before anything is written. */
  readonly readyToWrite: () => Promise<void>;
}

/** One request, and what is known of it so far. */
export interface Exchange {
  readonly server: Server;
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly path: string;
  readonly user: User;
  readonly warnings: string[];
  readonly upstream: AsyncIterable<Uint8Array> | undefined;
}

/** A request for a resource that is served. */
export interface ResourceExchange extends Exchange {
  readonly route: Route;
  readonly resource: Resource;
}

/** The call of a verb that an exchange asks for. */
export function callOf(exchange: ResourceExchange, subresource?: string): Call {
  const { query, request, resource, route, user, warnings } = exchange;
  return {
    resource,
    version: route.version,
    subresource,
    user,
    manager: query.get('fieldManager') || managerOf(request.headers.get('user-agent')),
    operation: 'Update',
    dryRun: query.getAll('dryRun').includes('All'),
    warn: (text) => void warnings.push(text),
  };
}

/** apiserver/pkg/endpoints/handlers/create.go managerOrUserAgent: the name in front of the version. */
function managerOf(userAgent: string | null): string {
  return (userAgent ?? '').split('/')[0] || 'unknown';
}
