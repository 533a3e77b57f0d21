import type {
  PortPolicy,
  Subset,
  TrafficPolicy,
} from '#mesh/istio/pilot/model/destination-rule-spec.ts';

/** What is said for a port replaces all that is said for the host: pilot/pkg/networking/util/util.go GetPortLevelTrafficPolicy (v1.31). */
export function portPolicy(policy: TrafficPolicy | undefined, port: number): PortPolicy {
  return levelOf(policy, port) ?? hostPolicy(policy);
}

/** A subset's settings over the host's, one by one; those that a subset has for a port replace all of them. */
export function subsetPolicy(
  policy: TrafficPolicy | undefined,
  subset: Subset | undefined,
  port: number,
): PortPolicy {
  const base = portPolicy(policy, port);
  if (!subset?.trafficPolicy) return base;
  return levelOf(subset.trafficPolicy, port) ?? { ...base, ...hostPolicy(subset.trafficPolicy) };
}

function levelOf(policy: TrafficPolicy | undefined, port: number): PortPolicy | undefined {
  const level = policy?.portLevelSettings?.find((own) => own.port?.number === port);
  return level && hostPolicy(level);
}

function hostPolicy(policy: PortPolicy | undefined): PortPolicy {
  const { connectionPool, loadBalancer, outlierDetection, tls } = policy ?? {};
  return {
    ...(connectionPool ? { connectionPool } : {}),
    ...(loadBalancer ? { loadBalancer } : {}),
    ...(outlierDetection ? { outlierDetection } : {}),
    ...(tls ? { tls } : {}),
  };
}
