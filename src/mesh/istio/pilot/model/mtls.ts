import type { DiscoveryType } from '#mesh/istio/envoy/config.ts';
import type { PushContext } from '#mesh/istio/pilot/push-context.ts';
import { mtlsOf } from '#mesh/istio/security/peer-authentication.ts';
import type { Port, Service } from './service.ts';

/** `spiffe://cluster.local/ns/default/sa/bookinfo-reviews` of everyone who serves, sorted. */
export function identities(push: PushContext, service: Service): readonly string[] {
  const { trustDomain } = push.mesh();
  const names = new Set(service.subjectAltNames);
  for (const { namespace, serviceAccount } of push.endpoints().ofService(service)) {
    if (serviceAccount !== '') {
      names.add(`spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`);
    }
  }
  return [...names].toSorted((a, b) => (a < b ? -1 : 1));
}

/** Whether servers take mTLS, as far as a client can tell before it knows the endpoint: BestEffortInferServiceMTLSMode (v1.31). */
export function inferredMtls(
  push: PushContext,
  { service, port }: { readonly service: Service; readonly port: Port },
  type: DiscoveryType,
): 'DISABLE' | 'PERMISSIVE' | 'STRICT' {
  if (service.meshExternal) return 'DISABLE';
  if (type === 'ORIGINAL_DST' || service.resolution === 'Passthrough') {
    const endpoints = push.endpoints().of(service, port);
    if (endpoints.length === 0) return 'DISABLE';
    if (endpoints.some(({ tlsMode }) => tlsMode === 'disabled')) return 'DISABLE';
  }
  const policies = push.sources.configs['peerauthentications.security.istio.io'];
  const everyone = { namespace: service.namespace, labels: {} };
  return mtlsOf(policies, everyone, push.mesh().rootNamespace)(0);
}
