import { matchesLabels } from '#cluster/label-selector.ts';
import type {
  ClusterLoadAssignment,
  LbEndpoint,
  LocalityEndpoints,
} from '#mesh/istio/envoy/config.ts';
import { mtlsOf } from '#mesh/istio/security/peer-authentication.ts';
import type { Config, PeerAuthenticationSpec } from '#mesh/istio/resources.ts';
import type { Build } from './build.ts';
import { localitySetting } from './clusters/load-balancing.ts';
import { subsetPolicy } from './clusters/policy.ts';
import { prioritized } from './locality.ts';
import type { PortPolicy, Subset } from './model/destination-rule-spec.ts';
import type { MergedRule } from './model/destination-rules.ts';
import { groupBy, perObject } from './model/lazy.ts';
import type { Endpoint, Port, Service } from './model/service.ts';

interface Target {
  readonly service: Service;
  readonly port: Port;
  readonly rule: MergedRule | undefined;
  readonly subset: Subset | undefined;
}

/** Of one cluster: pilot/pkg/xds/endpoints/endpoint_builder.go (v1.31). */
export function assignment(build: Build, target: Target, name: string): ClusterLoadAssignment {
  const { service, port, rule, subset } = target;
  const { push, node, mesh } = build;
  const policy = subsetPolicy(rule?.spec.trafficPolicy, subset, port.port);
  const chosen = push
    .endpoints()
    .of(service, port)
    .filter(
      (endpoint) =>
        endpoint.health === 'HEALTHY' &&
        matchesLabels(subset?.labels ?? {}, endpoint.labels) &&
        (!service.nodeLocal || endpoint.nodeName === node.node),
    );
  const takesMtls = mtlsChecker(build, policy);
  const groups = [...groupBy(chosen, ({ locality }) => locality)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const localities = groups.map(([locality, members]): LocalityEndpoints => ({
    locality: localityOf(locality),
    lbEndpoints: members.map((endpoint) =>
      takesMtls(endpoint) ? mutual(endpoint) : plain(endpoint),
    ),
    loadBalancingWeight: members.reduce((sum, { weight }) => sum + weight, 0),
  }));
  const setting = localitySetting(policy.loadBalancer, mesh);
  const endpoints = setting
    ? prioritized(localities, {
        setting,
        own: push.workloads().locality(node.node),
        fails: policy.outlierDetection !== undefined,
        labels: node.labels,
        members: groups.map(([, members]) => members),
      })
    : localities;
  return { clusterName: name, endpoints };
}

const plain = perObject((endpoint: Endpoint) => lbEndpoint(endpoint, false));
const mutual = perObject((endpoint: Endpoint) => lbEndpoint(endpoint, true));

function lbEndpoint(endpoint: Endpoint, isMutual: boolean): LbEndpoint {
  const { address, port } = endpoint;
  return {
    endpoint: {
      address: address.startsWith('unix://')
        ? { pipe: { path: address.slice('unix://'.length) } }
        : { socketAddress: { address, portValue: port } },
    },
    healthStatus: 'HEALTHY',
    metadata: {
      filterMetadata: {
        ...(isMutual ? { 'envoy.transport_socket_match': { tlsMode: 'istio' } } : {}),
        istio: { workload: workloadText(endpoint) },
      },
    },
    loadBalancingWeight: endpoint.weight,
  };
}

/** `reviews-v1;default;reviews;v1;Kubernetes`: what telemetry says of who does not speak for itself. */
function workloadText({ workloadName, namespace, labels }: Endpoint): string {
  const name =
    labels['service.istio.io/canonical-name'] ??
    labels['app.kubernetes.io/name'] ??
    labels['app'] ??
    workloadName;
  const revision =
    labels['service.istio.io/canonical-revision'] ??
    labels['app.kubernetes.io/version'] ??
    labels['version'] ??
    'latest';
  return [workloadName, namespace, name, revision === 'latest' ? '' : revision, 'Kubernetes'].join(
    ';',
  );
}

function localityOf(text: string): NonNullable<LocalityEndpoints['locality']> {
  const [region, zone, subZone] = text.split('/');
  return {
    ...(region ? { region } : {}),
    ...(zone ? { zone } : {}),
    ...(subZone ? { subZone } : {}),
  };
}

/** An endpoint takes mTLS where its pod has a proxy, the rule does not speak another way, and its own policy does not switch it off. */
function mtlsChecker({ push, mesh }: Build, { tls }: PortPolicy): (endpoint: Endpoint) => boolean {
  if (tls?.mode !== undefined && tls.mode !== 'ISTIO_MUTUAL') return () => false;
  const policies = push.sources.configs['peerauthentications.security.istio.io'];
  const modeOf = modesOf(policies);
  return (endpoint) =>
    endpoint.tlsMode === 'istio' &&
    (tls?.mode === 'ISTIO_MUTUAL' || modeOf(mesh.rootNamespace)(endpoint) !== 'DISABLE');
}

const modesOf = perObject((policies: readonly Config<PeerAuthenticationSpec>[]) => {
  const known = new Map<string, (endpoint: Endpoint) => string>();
  return (root: string) => {
    const reader =
      known.get(root) ??
      perObject((endpoint: Endpoint) => mtlsOf(policies, endpoint, root)(endpoint.port));
    known.set(root, reader);
    return reader;
  };
});
