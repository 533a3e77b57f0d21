import type { Build } from '#mesh/istio/pilot/build.ts';
import { effectivePeerAuthentications } from '#mesh/istio/security/peer-authentication.ts';

/** Ports whose mTLS mode the workload's own policy sets apart, by number. */
export function attachedPorts({ push, node, mesh }: Build): readonly number[] {
  const policies = push.sources.configs['peerauthentications.security.istio.io'];
  const own = effectivePeerAuthentications(policies, node, mesh.rootNamespace).find(
    ({ spec }) => Object.keys(spec.selector?.matchLabels ?? {}).length > 0,
  );
  return Object.keys(own?.spec.portLevelMtls ?? {})
    .map(Number)
    .toSorted((a, b) => a - b);
}
