import type { Cluster, OutlierDetection } from '#mesh/istio/envoy/config.ts';
import type {
  ConsistentHash,
  LoadBalancer,
  LocalitySetting,
  Outliers,
  PortPolicy,
} from '#mesh/istio/pilot/model/destination-rule-spec.ts';
import type { MeshConfig } from '#mesh/istio/pilot/model/mesh-config.ts';
import { duration } from './connection-pool.ts';

type Balancing = Pick<
  Cluster,
  'lbPolicy' | 'ringHashLbConfig' | 'maglevLbConfig' | 'leastRequestLbConfig' | 'roundRobinLbConfig'
>;

/** LEAST_REQUEST unless said otherwise; ROUND_ROBIN, being Envoy's zero, is not written: cluster_traffic_policy.go (v1.31). */
export function balancing({
  simple,
  consistentHash,
  warmupDurationSecs,
}: LoadBalancer = {}): Balancing {
  if (consistentHash) return hashing(consistentHash);
  const slowStart = warmupDurationSecs
    ? { slowStartConfig: { slowStartWindow: duration(warmupDurationSecs) } }
    : undefined;
  switch (simple ?? 'UNSPECIFIED') {
    case 'RANDOM':
      return { lbPolicy: 'RANDOM' };
    case 'PASSTHROUGH':
      return { lbPolicy: 'CLUSTER_PROVIDED' };
    case 'ROUND_ROBIN':
      return slowStart ? { roundRobinLbConfig: slowStart } : {};
    case 'LEAST_CONN':
    case 'LEAST_REQUEST':
    case 'UNSPECIFIED':
      return {
        lbPolicy: 'LEAST_REQUEST',
        ...(slowStart ? { leastRequestLbConfig: slowStart } : {}),
      };
  }
}

function hashing({ maglev, ringHash, minimumRingSize }: ConsistentHash): Balancing {
  if (maglev) {
    const { tableSize } = maglev;
    return {
      lbPolicy: 'MAGLEV',
      ...(tableSize ? { maglevLbConfig: { tableSize: String(tableSize) } } : {}),
    };
  }
  if (ringHash && !ringHash.minimumRingSize) return { lbPolicy: 'RING_HASH' };
  const size = ringHash?.minimumRingSize ?? (minimumRingSize || 1024);
  return { lbPolicy: 'RING_HASH', ringHashLbConfig: { minimumRingSize: String(size) } };
}

/** Panic never comes with outlier detection unless a share is given: a cluster of few pods would panic at once. */
export function commonLbConfig(
  { outlierDetection, loadBalancer }: PortPolicy,
  mesh: MeshConfig,
): NonNullable<Cluster['commonLbConfig']> {
  const locality = localitySetting(loadBalancer, mesh);
  const isWeighted =
    locality?.distribute !== undefined ||
    (outlierDetection !== undefined &&
      (locality?.failover !== undefined || locality?.failoverPriority !== undefined));
  const percent = outlierDetection?.minHealthPercent ?? 0;
  return {
    ...(outlierDetection ? { healthyPanicThreshold: percent > 0 ? { value: percent } : {} } : {}),
    ...(isWeighted ? { localityWeightedLbConfig: {} } : {}),
  };
}

/** The rule's setting where it has one, else the mesh's; undefined where it is switched off. */
export function localitySetting(
  loadBalancer: LoadBalancer | undefined,
  mesh: MeshConfig,
): LocalitySetting | undefined {
  const setting = loadBalancer?.localityLbSetting ?? mesh.localityLbSetting;
  return setting?.enabled === false ? undefined : setting;
}

export function outlierDetection(given: Outliers | undefined): OutlierDetection | undefined {
  if (!given) return undefined;
  const failures = given.splitExternalLocalOriginErrors
    ? given.consecutiveLocalOriginFailures
    : undefined;
  const gateway = given.consecutiveGatewayErrors;
  const errors = given.consecutive5xxErrors;
  const enforced = (count: number): number => (count > 0 ? 100 : 0);
  return {
    ...(isNumber(errors)
      ? { consecutive5xx: errors, enforcingConsecutive5xx: enforced(errors) }
      : {}),
    ...(given.interval ? { interval: duration(given.interval) } : {}),
    ...(given.baseEjectionTime ? { baseEjectionTime: duration(given.baseEjectionTime) } : {}),
    ...(given.maxEjectionPercent ? { maxEjectionPercent: given.maxEjectionPercent } : {}),
    enforcingSuccessRate: 0,
    ...(isNumber(gateway)
      ? {
          consecutiveGatewayFailure: gateway,
          enforcingConsecutiveGatewayFailure: enforced(gateway),
        }
      : {}),
    ...(given.splitExternalLocalOriginErrors
      ? { splitExternalLocalOriginErrors: true, enforcingLocalOriginSuccessRate: 0 }
      : {}),
    ...(failures
      ? {
          consecutiveLocalOriginFailure: failures,
          enforcingConsecutiveLocalOriginFailure: 100,
        }
      : {}),
  };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}
