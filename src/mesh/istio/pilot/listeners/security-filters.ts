import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { perObject } from '#mesh/istio/pilot/model/lazy.ts';
import {
  authorizationFilters,
  customAuthorizationFilters,
} from '#mesh/istio/security/authorization.ts';
import { jwtFilters } from '#mesh/istio/security/request-authentication.ts';

interface SecurityFilters {
  /** Who calls is found out before it is asked whether they may. */
  readonly http: readonly HttpFilter[];
  readonly tcp: readonly NetworkFilter[];
}

/** What a workload's policies put in the way of every request; once for each proxy, as every chain has the same. */
export const securityFilters = perObject(({ push, node, mesh }: Build): SecurityFilters => {
  const { configs } = push.sources;
  const policies = configs['authorizationpolicies.security.istio.io'];
  const requests = configs['requestauthentications.security.istio.io'];
  const root = mesh.rootNamespace;
  const custom = customAuthorizationFilters(policies, node, root);
  const local = authorizationFilters(policies, node, root);
  return {
    http: [...custom.http, ...jwtFilters(requests, node, root), ...local.http],
    tcp: [...custom.tcp, ...local.tcp],
  };
});
