import type { Config, PeerAuthenticationSpec } from '#mesh/istio/resources.ts';
import { attachedPolicies, byAge, type Workload } from './selection.ts';

export type MtlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/**
 * The mode in which each port of a workload takes connections: port over workload over namespace over mesh, the oldest of
 * several of one scope, PERMISSIVE where nothing is said (istio/istio pilot/pkg/security/authn/policy_applier.go,
 * ComposePeerAuthentication). Ports are those of the container.
 */
export function mtlsOf(
  policies: readonly Config<PeerAuthenticationSpec>[],
  workload: Workload,
  rootNamespace: string,
): (port: number) => MtlsMode {
  const { mesh, namespace, own } = scopesOf(policies, workload, rootNamespace);
  const mode = [own, namespace, mesh].map(modeOf).find(Boolean) ?? 'PERMISSIVE';
  const ports = new Map(
    Object.entries(own?.spec.portLevelMtls ?? {}).map(([port, mtls]) => [
      Number(port),
      modeNamed(mtls.mode) ?? mode,
    ]),
  );
  return (port) => ports.get(port) ?? mode;
}

/** The policies whose settings make the mode, widest scope first, as `istioctl x describe` lists them. */
export function effectivePeerAuthentications(
  policies: readonly Config<PeerAuthenticationSpec>[],
  workload: Workload,
  rootNamespace: string,
): readonly Config<PeerAuthenticationSpec>[] {
  const { mesh, namespace, own } = scopesOf(policies, workload, rootNamespace);
  return [mesh, namespace, own].filter((policy) => policy !== undefined);
}

/** The one policy that counts in each scope. One with a selector in the root namespace counts nowhere. */
function scopesOf(
  policies: readonly Config<PeerAuthenticationSpec>[],
  workload: Workload,
  rootNamespace: string,
) {
  const attached = attachedPolicies(policies, workload, rootNamespace).toSorted(byAge);
  const isOfRoot = (policy: Config<PeerAuthenticationSpec>) => policy.namespace === rootNamespace;
  return {
    mesh: attached.find((policy) => isOfRoot(policy) && !hasSelector(policy)),
    namespace: attached.find((policy) => !isOfRoot(policy) && !hasSelector(policy)),
    own: attached.find((policy) => !isOfRoot(policy) && hasSelector(policy)),
  };
}

function hasSelector({ spec }: Config<PeerAuthenticationSpec>): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
}

function modeOf(policy: Config<PeerAuthenticationSpec> | undefined): MtlsMode | undefined {
  return modeNamed(policy?.spec.mtls?.mode);
}

function modeNamed(mode: MtlsMode | 'UNSET' | undefined): MtlsMode | undefined {
  return mode === 'UNSET' ? undefined : mode;
}
