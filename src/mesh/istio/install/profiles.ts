import type { Fields } from '#cluster/api/json.ts';
import { istioVersion } from '#mesh/istio/version.ts';

/** What every profile is laid on (manifests/profiles/default.yaml and the charts' values, as far as they are read here). */
const base: Fields = {
  hub: 'docker.io/istio',
  tag: istioVersion,
  components: {
    base: { enabled: true },
    pilot: { enabled: true },
    cni: { enabled: false },
    ztunnel: { enabled: false },
    ingressGateways: [{ name: 'istio-ingressgateway', enabled: true }],
    egressGateways: [{ name: 'istio-egressgateway', enabled: false }],
  },
  meshConfig: {
    defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012' },
    defaultProviders: { metrics: ['prometheus'] },
    enablePrometheusMerge: true,
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
  },
  values: {
    defaultRevision: '',
    gateways: {
      'istio-egressgateway': gateway('ClusterIP', []),
      'istio-ingressgateway': gateway('LoadBalancer', [['status-port', 15021, 15021]]),
    },
    global: {
      defaultPodDisruptionBudget: { enabled: true },
      imagePullPolicy: '',
      istioNamespace: 'istio-system',
      logAsJson: false,
      logging: { level: 'default:info' },
      meshID: '',
      multiCluster: { clusterName: '' },
      network: '',
      pilotCertProvider: 'istiod',
      proxy: {
        autoInject: 'enabled',
        clusterDomain: 'cluster.local',
        componentLogLevel: 'misc:error',
        excludeIPRanges: '',
        excludeInboundPorts: '',
        excludeOutboundPorts: '',
        holdApplicationUntilProxyStarts: false,
        image: 'proxyv2',
        includeIPRanges: '*',
        includeInboundPorts: '*',
        includeOutboundPorts: '',
        logLevel: 'warning',
        privileged: false,
        readinessFailureThreshold: 4,
        readinessInitialDelaySeconds: 0,
        readinessPeriodSeconds: 15,
        resources: {
          limits: { cpu: '2', memory: '1Gi' },
          requests: { cpu: '100m', memory: '128Mi' },
        },
        startupProbe: { enabled: true, failureThreshold: 600 },
        statusPort: 15020,
        tracer: 'none',
      },
      proxy_init: { image: 'proxyv2' },
      sds: { token: { aud: 'istio-ca' } },
      variant: '',
    },
    pilot: {
      autoscaleEnabled: true,
      autoscaleMax: 5,
      autoscaleMin: 1,
      cpu: { targetAverageUtilization: 80 },
      env: {},
      image: 'pilot',
      keepaliveMaxServerConnectionAge: '30m',
      replicaCount: 1,
      resources: { requests: { cpu: '500m', memory: '2Gi' } },
      traceSampling: 1,
    },
    sidecarInjectorWebhook: {
      enableNamespacesByDefault: false,
      reinvocationPolicy: 'Never',
      rewriteAppHTTPProbe: true,
    },
  },
};

type Port = readonly [name: string, port: number, targetPort: number];

function gateway(type: string, first: readonly Port[], last: readonly Port[] = []): Fields {
  const ports: readonly Port[] = [...first, ['http2', 80, 8080], ['https', 443, 8443], ...last];
  return {
    autoscaleEnabled: true,
    autoscaleMax: 5,
    autoscaleMin: 1,
    cpu: { targetAverageUtilization: 80 },
    ports: ports.map(([name, port, targetPort]) => ({
      name,
      port,
      protocol: 'TCP',
      targetPort,
    })),
    resources: {
      limits: { cpu: '2', memory: '1Gi' },
      requests: { cpu: '100m', memory: '128Mi' },
    },
    type,
  };
}

const small = { requests: { cpu: '10m', memory: '40Mi' } };
const smallGateway = {
  autoscaleEnabled: false,
  resources: small,
};

const demo: Fields = {
  components: {
    egressGateways: [{ name: 'istio-egressgateway', enabled: true }],
  },
  meshConfig: {
    accessLogFile: '/dev/stdout',
    extensionProviders: [
      {
        name: 'otel',
        envoyOtelAls: {
          service: 'opentelemetry-collector.observability.svc.cluster.local',
          port: 4317,
        },
      },
      {
        name: 'skywalking',
        skywalking: { service: 'tracing.istio-system.svc.cluster.local', port: 11800 },
      },
      {
        name: 'otel-tracing',
        opentelemetry: {
          port: 4317,
          service: 'opentelemetry-collector.observability.svc.cluster.local',
        },
      },
      {
        name: 'jaeger',
        opentelemetry: {
          port: 4317,
          service: 'jaeger-collector.istio-system.svc.cluster.local',
        },
      },
    ],
  },
  values: {
    profile: 'demo',
    gateways: {
      'istio-egressgateway': smallGateway,
      'istio-ingressgateway': {
        ...smallGateway,
        ports: gateway(
          '',
          [['status-port', 15021, 15021]],
          [
            ['tcp', 31400, 31400],
            ['tls', 15443, 15443],
          ],
        )['ports'],
      },
    },
    global: { proxy: { resources: small } },
    pilot: {
      autoscaleEnabled: false,
      resources: { requests: { cpu: '10m', memory: '100Mi' } },
      traceSampling: 100,
    },
  },
};

const withoutIngress = [{ name: 'istio-ingressgateway', enabled: false }];

/** The profiles that this course installs, each laid on `default`. */
export const profiles: Readonly<Record<string, Fields>> = {
  default: {},
  demo,
  minimal: { components: { ingressGateways: withoutIngress } },
  empty: {
    components: {
      base: { enabled: false },
      pilot: { enabled: false },
      ingressGateways: withoutIngress,
    },
  },
};

/** Those that the real binary has besides. */
export const otherProfiles: readonly string[] = [
  'ambient',
  'openshift',
  'openshift-ambient',
  'preview',
  'remote',
  'stable',
];

export const defaultSpec: Fields = base;
