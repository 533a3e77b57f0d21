import type { HashPolicy } from '#mesh/istio/envoy/routes.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { duration } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import type {
  ConsistentHash,
  TrafficPolicy,
} from '#mesh/istio/pilot/model/destination-rule-spec.ts';
import type { Service } from '#mesh/istio/pilot/model/service.ts';
import type { Destination } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** What a Service's rule hashes requests by, on a port that no virtual service routes. */
export function serviceHash(build: Build, service: Service, port: number): HashPolicy | undefined {
  const policy = build.scope.destinationRule(service, build.node.labels)?.spec.trafficPolicy;
  return hashPolicy(hashOf(policy, port) ?? policy?.loadBalancer?.consistentHash);
}

/** The subset's for the port, the subset's, the host's for the port, the host's. */
export function destinationHash(
  build: Build,
  destination: Destination,
  serviceOf: (hostname: string) => Service | undefined,
): HashPolicy | undefined {
  const service = serviceOf(destination.host);
  const rule = service && build.scope.destinationRule(service, build.node.labels);
  if (!rule) return undefined;
  const { trafficPolicy, subsets = [] } = rule.spec;
  const subset = subsets.find(({ name }) => name === destination.subset)?.trafficPolicy;
  const port = destination.port?.number;
  return hashPolicy(
    hashOf(subset, port) ??
      subset?.loadBalancer?.consistentHash ??
      hashOf(trafficPolicy, port) ??
      trafficPolicy?.loadBalancer?.consistentHash,
  );
}

function hashOf(
  policy: TrafficPolicy | undefined,
  port: number | undefined,
): ConsistentHash | undefined {
  if (port === undefined) return undefined;
  return policy?.portLevelSettings?.find((own) => own.port?.number === port)?.loadBalancer
    ?.consistentHash;
}

function hashPolicy(hash: ConsistentHash | undefined): HashPolicy | undefined {
  if (hash?.httpHeaderName !== undefined) return { header: { headerName: hash.httpHeaderName } };
  if (hash?.httpCookie) {
    const { name, ttl, path } = hash.httpCookie;
    return {
      cookie: {
        name,
        ...(ttl === undefined ? {} : { ttl: duration(ttl) }),
        ...(path ? { path } : {}),
      },
    };
  }
  if (hash?.useSourceIp !== undefined) {
    return { connectionProperties: { sourceIp: hash.useSourceIp } };
  }
  return hash?.httpQueryParameterName === undefined
    ? undefined
    : { queryParameter: { name: hash.httpQueryParameterName } };
}
