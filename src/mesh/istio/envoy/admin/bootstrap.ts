import type { Cluster, Listener } from '#mesh/istio/envoy/config.ts';
import { nodeId } from '#mesh/istio/envoy/workload.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import { envoyVersion } from '#mesh/istio/version.ts';

/**
 * What pilot-agent writes for Envoy to start with (istio/istio tools/packaging/common/envoy_bootstrap.json, 1.31): who it is, the
 * control plane it asks, and the two ports that are there without it.
 */
export function bootstrapOf(node: ProxyNode): Readonly<Record<string, unknown>> {
  return {
    node: nodeOf(node),
    staticResources: { listeners: staticListeners, clusters: staticClusters },
    dynamicResources: {
      ldsConfig: overAds,
      cdsConfig: overAds,
      adsConfig: {
        apiType: 'DELTA_GRPC',
        grpcServices: [{ envoyGrpc: { clusterName: 'xds-grpc' } }],
        setNodeOnFirstMessageOnly: true,
        transportApiVersion: 'V3',
      },
    },
    admin: {
      profilePath: '/var/lib/istio/data/envoy.prof',
      address: { socketAddress: { address: '127.0.0.1', portValue: 15_000 } },
      accessLog: [
        {
          name: 'envoy.access_loggers.file',
          typedConfig: {
            '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
            path: '/dev/null',
          },
        },
      ],
    },
  };
}

const overAds = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' } as const;

export function nodeOf(node: ProxyNode): Readonly<Record<string, unknown>> {
  const [major, minor, patch] = envoyVersion.split(/[.-]/).map(Number);
  return {
    id: nodeId(node),
    cluster: `${node.labels['app'] ?? node.workloadName}.${node.namespace}`,
    metadata: {
      CLUSTER_ID: node.clusterId,
      INSTANCE_IPS: node.ip,
      ISTIO_VERSION: node.istioVersion,
      LABELS: node.labels,
      MESH_ID: 'cluster.local',
      NAME: node.id.slice(0, node.id.lastIndexOf('.')),
      NAMESPACE: node.namespace,
      NODE_NAME: node.node,
      SERVICE_ACCOUNT: node.serviceAccount,
      WORKLOAD_NAME: node.workloadName,
    },
    locality: {},
    userAgentName: 'envoy',
    userAgentBuildVersion: {
      version: { majorNumber: major, minorNumber: minor, patch },
      metadata: {
        'build.label': 'dev',
        'build.type': 'RELEASE',
        'revision.status': 'Clean',
        'ssl.version': 'BoringSSL',
      },
    },
  };
}

const routerFilter = {
  name: 'envoy.filters.http.router',
  typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
} as const;

export const staticListeners: readonly Omit<Listener, 'name'>[] = [
  staticListener(15_090, 'stats', '/stats/prometheus', 'prometheus_stats'),
  staticListener(15_021, 'agent', '/healthz/ready', 'agent'),
];

function staticListener(
  portValue: number,
  statPrefix: string,
  prefix: string,
  cluster: string,
): Omit<Listener, 'name'> {
  return {
    address: { socketAddress: { address: '0.0.0.0', portValue } },
    filterChains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typedConfig: {
              '@type':
                'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
              statPrefix,
              routeConfig: {
                name: '',
                virtualHosts: [
                  {
                    name: 'backend',
                    domains: ['*'],
                    routes: [{ match: { prefix }, route: { cluster } }],
                  },
                ],
              },
              httpFilters: [routerFilter],
            },
          },
        ],
      },
    ],
  };
}

export const staticClusters: readonly Cluster[] = [
  staticCluster('prometheus_stats', '0.250s', {
    socketAddress: { address: '127.0.0.1', portValue: 15_000 },
  }),
  staticCluster('agent', '0.250s', {
    socketAddress: { address: '127.0.0.1', portValue: 15_020 },
  }),
  staticCluster('sds-grpc', '1s', {
    pipe: { path: './var/run/secrets/workload-spiffe-uds/socket' },
  }),
  staticCluster('xds-grpc', '1s', { pipe: { path: './etc/istio/proxy/XDS' } }),
];

function staticCluster(
  name: string,
  connectTimeout: string,
  address: NonNullable<
    Cluster['loadAssignment']
  >['endpoints'][number]['lbEndpoints'][number]['endpoint']['address'],
): Cluster {
  const isGrpc = name.endsWith('-grpc');
  return {
    name,
    type: 'STATIC',
    connectTimeout,
    loadAssignment: {
      clusterName: name,
      endpoints: [{ lbEndpoints: [{ endpoint: { address } }] }],
    },
    ...(isGrpc && {
      typedExtensionProtocolOptions: {
        'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
          '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
          explicitHttpConfig: { http2ProtocolOptions: {} },
        },
      },
    }),
  };
}
