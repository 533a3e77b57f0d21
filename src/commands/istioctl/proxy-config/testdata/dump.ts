import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createAuthority } from '#mesh/istio/security/authority.ts';

export const moment = Date.UTC(2026, 10, 25, 4);

const day = 24 * 60 * 60 * 1000;
const authority = createAuthority({ clock: createClock(moment), random: createRandom(1) });
const identity = 'spiffe://cluster.local/ns/default/sa/default';
const leaf = authority.issue({ identity, lifetimeMs: day });

const type = (name: string): string => `type.googleapis.com/envoy.${name}`;
const address = (ip: string, port: number): object => ({
  socket_address: { address: ip, port_value: port },
});
const madeBy = (kind: string, name: string): object => ({
  filter_metadata: {
    istio: { config: `/apis/networking.istio.io/v1/namespaces/default/${kind}/${name}` },
  },
});
const cluster = (name: string, more: object = {}): object => ({
  version_info: '1',
  cluster: { '@type': type('config.cluster.v3.Cluster'), name, type: 'EDS', ...more },
});

const clusters = {
  '@type': type('admin.v3.ClustersConfigDump'),
  static_clusters: [cluster('xds-grpc', { type: 'STATIC' }), cluster('agent', { type: 'STATIC' })],
  dynamic_active_clusters: [
    cluster('outbound|9080|v1|reviews.default.svc.cluster.local', {
      metadata: madeBy('destination-rule', 'reviews'),
    }),
    cluster('outbound|9080||reviews.default.svc.cluster.local', {
      metadata: madeBy('destination-rule', 'reviews'),
      outlier_detection: { consecutive_5xx: 5 },
    }),
    cluster('outbound|8080||httpbin.default.svc.cluster.local'),
    cluster('inbound|9080||', { type: 'ORIGINAL_DST' }),
    cluster('BlackHoleCluster', { type: 'STATIC' }),
  ],
};

const filter = (name: string, fields: object): object => ({
  name: `envoy.filters.network.${name}`,
  typed_config: { '@type': type(`extensions.filters.network.${name}.v3.${name}`), ...fields },
});
const http = (fields: object): object => filter('http_connection_manager', fields);
const routes = { name: 'inline', virtual_hosts: [inlineHost('/healthz/ready')] };

function inlineHost(prefix: string): object {
  return {
    name: 'backend',
    domains: ['*'],
    routes: [{ match: { prefix }, route: { cluster: 'agent' } }],
  };
}

function rbac(action: string, ...policies: readonly string[]): object {
  const rules = {
    action,
    policies: Object.fromEntries(policies.map((policy) => [policy, {}])),
  };
  return {
    name: 'envoy.filters.http.rbac',
    typed_config: { '@type': type('extensions.filters.http.rbac.v3.RBAC'), rules },
  };
}

const listener = (name: string, at: object, chains: readonly object[], more: object = {}) => ({
  name,
  active_state: {
    version_info: '1',
    listener: {
      '@type': type('config.listener.v3.Listener'),
      name,
      address: at,
      filter_chains: chains,
      ...more,
    },
  },
});

const listeners = {
  '@type': type('admin.v3.ListenersConfigDump'),
  dynamic_listeners: [
    listener(
      '0.0.0.0_9080',
      address('0.0.0.0', 9080),
      [
        {
          filter_chain_match: {
            transport_protocol: 'raw_buffer',
            application_protocols: ['http/1.1', 'h2c'],
          },
          filters: [http({ rds: { route_config_name: '9080' } })],
        },
      ],
      {
        default_filter_chain: { filters: [filter('tcp_proxy', { cluster: 'PassthroughCluster' })] },
      },
    ),
    listener('10.96.0.1_443', address('10.96.0.1', 443), [
      {
        filters: [
          filter('tcp_proxy', { cluster: 'outbound|443||kubernetes.default.svc.cluster.local' }),
        ],
      },
    ]),
    listener('virtualInbound', address('0.0.0.0', 15_006), [
      {
        filter_chain_match: { destination_port: 15_006 },
        filters: [filter('tcp_proxy', { cluster: 'BlackHoleCluster' })],
      },
      {
        filter_chain_match: { transport_protocol: 'tls', destination_port: 9080 },
        filters: [
          http({
            route_config: { name: 'inbound|9080||', virtual_hosts: [inlineHost('/')] },
            http_filters: [
              rbac(
                'DENY',
                'ns[default]-policy[no-post]-rule[0]',
                'ns[default]-policy[no-post]-rule[1]',
              ),
              rbac('ALLOW', 'ns[default]-policy[reviews]-rule[0]'),
            ],
          }),
        ],
      },
      {
        filters: [
          {
            name: 'envoy.filters.network.rbac',
            typed_config: { rules: { action: 'ALLOW' } },
          },
        ],
      },
    ]),
  ],
  static_listeners: [
    {
      listener: {
        address: address('0.0.0.0', 15_021),
        filter_chains: [{ filters: [http({ route_config: routes })] }],
      },
    },
  ],
};

const routeConfigs = {
  '@type': type('admin.v3.RoutesConfigDump'),
  static_route_configs: [
    {
      route_config: {
        virtual_hosts: [inlineHost('/stats/prometheus'), inlineHost('/healthz/ready')],
      },
    },
  ],
  dynamic_route_configs: [
    {
      version_info: '1',
      last_updated: '2026-11-25T04:00:00Z',
      route_config: {
        '@type': type('config.route.v3.RouteConfiguration'),
        name: 'http.8080',
        virtual_hosts: [
          {
            name: 'httpbin.example.com:80',
            domains: ['httpbin.example.com'],
            routes: [
              {
                match: { prefix: '/get' },
                route: { cluster: 'outbound|8080||httpbin.default.svc.cluster.local' },
                metadata: madeBy('virtual-service', 'httpbin'),
              },
            ],
          },
          {
            name: 'reviews.default.svc.cluster.local:9080',
            domains: [
              'reviews.default.svc.cluster.local',
              'reviews',
              'reviews.default.svc',
              'reviews.default',
              '10.96.3.4',
            ],
            routes: [{ match: { path_separated_prefix: '/a' } }],
          },
          { name: 'nothing:80', domains: ['nothing'], routes: [] },
        ],
      },
    },
  ],
};

const endpoint = (ip: string, port: number, health_status: string): object => ({
  endpoint: { address: address(ip, port) },
  health_status,
});

const endpoints = {
  '@type': type('admin.v3.EndpointsConfigDump'),
  dynamic_endpoint_configs: [
    {
      endpoint_config: {
        '@type': type('config.endpoint.v3.ClusterLoadAssignment'),
        cluster_name: 'outbound|9080||reviews.default.svc.cluster.local',
        endpoints: [
          {
            locality: { region: 'paris', zone: 'a' },
            lb_endpoints: [
              endpoint('10.244.0.9', 9080, 'HEALTHY'),
              endpoint('10.244.0.8', 9080, 'UNHEALTHY'),
            ],
          },
        ],
      },
    },
  ],
};

const secret = (name: string, fields: object): object => ({
  name,
  version_info: '1',
  last_updated: '2026-11-25T04:00:00Z',
  secret: { '@type': type('extensions.transport_sockets.tls.v3.Secret'), name, ...fields },
});

const secrets = {
  '@type': type('admin.v3.SecretsConfigDump'),
  dynamic_active_secrets: [
    secret('default', {
      tls_certificate: { certificate_chain: { inline_bytes: btoa(leaf.pem()) } },
    }),
    secret('ROOTCA', {
      validation_context: { trusted_ca: { inline_bytes: btoa(authority.root.pem()) } },
    }),
  ],
};

const bootstrap = {
  '@type': type('admin.v3.BootstrapConfigDump'),
  bootstrap: {
    node: {
      id: 'sidecar~10.244.0.9~reviews.default~default.svc.cluster.local',
      metadata: { ISTIO_VERSION: '1.31.1', ISTIO_PROXY_SHA: 'istio-proxy:0a1b2c' },
      user_agent_build_version: {
        version: { major_number: 1, minor_number: 39, patch: 1 },
        metadata: {
          'build.label': 'dev',
          'revision.status': 'Clean',
          'build.type': 'RELEASE',
          'ssl.version': 'BoringSSL',
        },
      },
    },
  },
};

/** What a proxy's /config_dump answers, small: every form that the tables tell apart. */
export const dump = JSON.stringify({
  configs: [bootstrap, clusters, listeners, routeConfigs, endpoints, secrets],
});
