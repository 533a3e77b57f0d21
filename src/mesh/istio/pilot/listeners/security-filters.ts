import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { perObject } from '#mesh/istio/pilot/model/lazy.ts';
import * as late from '#mesh/istio/late-parts.ts';

interface SecurityFilters {
  /** Who calls is found out before it is asked whether they may. */
  readonly http: readonly HttpFilter[];
  readonly tcp: readonly NetworkFilter[];
}

const none: SecurityFilters = { http: [], tcp: [] };

/** What a workload's policies put in the way of every request; once for each proxy, as every chain has the same. */
export const securityFilters = perObject(({ push, node, mesh }: Build): SecurityFilters => {
  const { configs } = push.sources;
  const policies = configs['authorizationpolicies.security.istio.io'];
  const requests = configs['requestauthentications.security.istio.io'];
  if (policies.length === 0 && requests.length === 0) return none;
  const { authorizationFilters, customAuthorizationFilters, jwtFilters } = late.loaded(
    late.policies,
  );
  const root = mesh.rootNamespace;
  const custom = customAuthorizationFilters(policies, node, root);
  const local = authorizationFilters(policies, node, root);
  return {
    http: [...custom.http, ...jwtFilters(requests, node, root), ...local.http],
    tcp: [...custom.tcp, ...local.tcp],
  };
});
