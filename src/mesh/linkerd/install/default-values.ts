import type { Fields } from '#cluster/api/json.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import type { Values } from './values.ts';

const noResources = {
  cpu: { limit: '', request: '' },
  'ephemeral-storage': { limit: '', request: '' },
  memory: { limit: '', request: '' },
};
const keepAlive = { server: { http2: { keepAliveInterval: '10s', keepAliveTimeout: '3s' } } };
const oneSecond = { livenessProbe: { timeoutSeconds: 1 }, readinessProbe: { timeoutSeconds: 1 } };
const notDisabled = {
  key: 'config.linkerd.io/admission-webhooks',
  operator: 'NotIn',
  values: ['disabled'],
};

function webhook(...others: readonly Fields[]) {
  return {
    caBundle: '',
    crtPEM: '',
    externalSecret: false,
    injectCaFrom: '',
    injectCaFromSecret: '',
    namespaceSelector: { matchExpressions: [notDisabled, ...others] },
  };
}

const proxy = {
  accessLog: '',
  additionalEnv: null,
  await: true,
  capabilities: null,
  control: { streams: { idleTimeout: '5m', initialTimeout: '3s', lifetime: '1h' } },
  defaultInboundPolicy: 'all-unauthenticated',
  disableInboundProtocolDetectTimeout: false,
  disableOutboundProtocolDetectTimeout: false,
  enableExternalProfiles: false,
  enableShutdownEndpoint: false,
  experimentalEnv: null,
  gid: -1,
  image: { name: 'cr.l5d.io/linkerd/proxy', pullPolicy: '', version: '' },
  inbound: keepAlive,
  inboundConnectTimeout: '100ms',
  inboundDiscoveryCacheUnusedTimeout: '90s',
  isGateway: false,
  isIngress: false,
  livenessProbe: { initialDelaySeconds: 10, timeoutSeconds: 1 },
  logFormat: 'plain',
  logHTTPHeaders: 'off',
  logLevel: 'warn,linkerd=info,hickory=error',
  metrics: { hostnameLabels: false },
  nativeSidecar: true,
  opaquePorts: '25,587,3306,4444,5432,6379,9300,11211',
  outbound: keepAlive,
  outboundConnectTimeout: '1000ms',
  outboundDiscoveryCacheUnusedTimeout: '5s',
  outboundTransportMode: 'transport-header',
  podInboundPorts: '',
  ports: { admin: 4191, control: 4190, inbound: 4143, outbound: 4140 },
  readinessProbe: { initialDelaySeconds: 2, timeoutSeconds: 1 },
  requireIdentityOnInboundPorts: '',
  resources: noResources,
  runtime: { workers: { minimum: 1 } },
  saMountPath: null,
  shutdownGracePeriod: '',
  startupProbe: { failureThreshold: 120, initialDelaySeconds: 0, periodSeconds: 1 },
  uid: 2102,
  waitBeforeExitSeconds: 0,
};

const proxyInit = {
  capabilities: null,
  closeWaitTimeoutSecs: 0,
  ignoreInboundPorts: '4567,4568',
  ignoreOutboundPorts: '4567,4568',
  iptablesMode: 'nft',
  kubeAPIServerPorts: '443,6443',
  logFormat: '',
  logLevel: '',
  privileged: false,
  runAsGroup: 65534,
  runAsRoot: false,
  runAsUser: 65534,
  saMountPath: null,
  skipSubnets: '',
  xtMountPath: { mountPath: '/run', name: 'linkerd-proxy-init-xtables-lock', readOnly: false },
};

/** `values.yaml` of the chart linkerd-control-plane, as far as anything here reads it (edge-26.6.3). */
export const defaultValues: Values = {
  cliVersion: `linkerd/cli ${linkerdVersion}`,
  clusterDomain: 'cluster.local',
  clusterNetworks: '10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fd00::/8',
  cniEnabled: false,
  controller: { podDisruptionBudget: { maxUnavailable: 1 } },
  controllerGID: -1,
  controllerImage: 'cr.l5d.io/linkerd/controller',
  controllerLogFormat: 'plain',
  controllerLogLevel: 'info',
  controllerReplicas: 1,
  controllerUID: 2103,
  debugContainer: {
    image: { name: 'cr.l5d.io/linkerd/debug', pullPolicy: '', version: linkerdVersion },
  },
  deploymentStrategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  destinationController: {
    ...oneSecond,
    meshedHttp2ClientProtobuf: {
      keep_alive: { interval: { seconds: 10 }, timeout: { seconds: 3 }, while_idle: true },
    },
    podAnnotations: {},
  },
  disableHeartBeat: false,
  disableIPv6: true,
  egress: { globalEgressNetworkNamespace: 'linkerd-egress' },
  enableEndpointSlices: true,
  enableH2Upgrade: true,
  enablePodAntiAffinity: false,
  enablePodDisruptionBudget: false,
  heartbeatSchedule: '',
  highAvailability: false,
  identity: {
    externalCA: false,
    issuer: {
      clockSkewAllowance: '20s',
      issuanceLifetime: '24h0m0s',
      scheme: 'linkerd.io/tls',
      tls: { crtPEM: '', keyPEM: '' },
    },
    kubeAPI: { clientBurst: 200, clientQPS: 100 },
    podAnnotations: {},
    serviceAccountTokenProjection: true,
  },
  identityTrustAnchorsPEM: '',
  identityTrustDomain: 'cluster.local',
  imagePullPolicy: 'IfNotPresent',
  imagePullSecrets: [],
  linkerdVersion,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  podAnnotations: {},
  podLabels: {},
  policyController: {
    logLevel: 'info',
    probeNetworks: ['0.0.0.0/0', '::/0'],
    resources: noResources,
  },
  policyValidator: webhook(),
  priorityClassName: '',
  profileValidator: webhook(),
  prometheusUrl: '',
  proxy,
  proxyInit,
  proxyInjector: {
    ...webhook({
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['kube-system', 'cert-manager'],
    }),
    podAnnotations: {},
  },
  revisionHistoryLimit: 10,
  spValidator: oneSecond,
  tolerations: null,
  webhookFailurePolicy: 'Ignore',
};
