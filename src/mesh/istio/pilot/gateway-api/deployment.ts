import type { DraftOf } from '#cluster/api/api.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import {
  fromField,
  fromResource,
  istioToken,
  podInfo,
  rootCertificate,
} from '#mesh/istio/install/pod-parts.ts';
import { messages, number, text } from '#mesh/istio/pilot/model/fields.ts';
import { deployedName, gatewayClass } from './listeners.ts';
import { specOf } from './references.ts';

export interface Deploying {
  readonly image: string;
  readonly rootNamespace: string;
}

type DeploymentSpec = NonNullable<DraftOf<'deployments.apps'>['spec']>;
type Container = DeploymentSpec['template']['spec'] extends infer Spec | undefined
  ? Spec extends { containers: readonly (infer One)[] }
    ? One
    : never
  : never;

const nameLabel = 'gateway.networking.k8s.io/gateway-name';
const managedLabel = 'gateway.istio.io/managed';

/** What istiod deploys for a Gateway: manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml (v1.31). */
export function gatewayManifests(gateway: KubeObject, deploying: Deploying) {
  const metadata = {
    namespace: gateway.metadata.namespace ?? '',
    name: deployedName(gateway),
    labels: {
      ...gateway.metadata.labels,
      [managedLabel]: 'istio.io-gateway-controller',
      'gateway.networking.k8s.io/gateway-class-name': gatewayClass,
      [nameLabel]: gateway.metadata.name,
    },
    annotations: annotationsOf(gateway),
    ownerReferences: [
      {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'Gateway',
        name: gateway.metadata.name,
        uid: gateway.metadata.uid,
      },
    ],
  };
  return {
    serviceAccount: { metadata },
    deployment: { metadata, spec: deploymentSpec(gateway, deploying) },
    service: { metadata, spec: serviceSpec(gateway) },
  };
}

const notCopied = ['kubectl.kubernetes.io/last-applied-configuration', 'gateway.istio.io/'];

function annotationsOf({ metadata }: KubeObject): Record<string, string> {
  const kept = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !notCopied.some((prefix) => key.startsWith(prefix)),
  );
  return Object.fromEntries(kept);
}

const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const;

function serviceSpec(gateway: KubeObject) {
  const listeners = messages(specOf(gateway), 'listeners').flatMap((each) => (each ? [each] : []));
  const ports = new Map<number, { name: string; appProtocol: string }>();
  for (const listener of listeners) {
    const port = number(listener, 'port');
    const protocol = text(listener, 'protocol').toLowerCase();
    const name = text(listener, 'name') || `${protocol}-${port}`;
    if (!ports.has(port)) ports.set(port, { name, appProtocol: protocol });
  }
  const wanted = gateway.metadata.annotations?.['networking.istio.io/service-type'];
  const type = serviceTypes.find((each) => each === wanted) ?? 'LoadBalancer';
  return {
    type,
    selector: { [nameLabel]: gateway.metadata.name },
    ports: [
      { name: 'status-port', port: 15_021, protocol: 'TCP' as const, appProtocol: 'tcp' },
      ...[...ports].map(([port, { name, appProtocol }]) => ({
        name,
        port,
        protocol: 'TCP' as const,
        appProtocol,
      })),
    ],
  };
}

function deploymentSpec(gateway: KubeObject, deploying: Deploying): DeploymentSpec {
  const name = deployedName(gateway);
  const selector = { [nameLabel]: gateway.metadata.name };
  return {
    selector: { matchLabels: selector },
    template: {
      metadata: {
        annotations: {
          'istio.io/rev': 'default',
          'prometheus.io/path': '/stats/prometheus',
          'prometheus.io/port': '15020',
          'prometheus.io/scrape': 'true',
        },
        labels: {
          ...gateway.metadata.labels,
          [managedLabel]: 'istio.io-gateway-controller',
          'gateway.networking.k8s.io/gateway-class-name': gatewayClass,
          ...selector,
          'istio.io/dataplane-mode': 'none',
          'service.istio.io/canonical-name': name,
          'service.istio.io/canonical-revision': 'latest',
          'sidecar.istio.io/inject': 'false',
        },
      },
      spec: {
        securityContext: {
          sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
        },
        serviceAccountName: name,
        containers: [proxy(gateway, deploying)],
        volumes,
      },
    },
  };
}

function proxy(gateway: KubeObject, { image, rootNamespace }: Deploying): Container {
  return {
    name: 'istio-proxy',
    image,
    ports: [
      { containerPort: 15_020, name: 'metrics', protocol: 'TCP' },
      { containerPort: 15_021, name: 'status-port', protocol: 'TCP' },
      { containerPort: 15_090, name: 'http-envoy-prom', protocol: 'TCP' },
    ],
    args: [
      'proxy',
      'router',
      '--domain',
      '$(POD_NAMESPACE).svc.cluster.local',
      '--proxyLogLevel',
      'warning',
      '--proxyComponentLogLevel',
      'misc:error',
      '--log_output_level',
      'default:info',
    ],
    env: environment(gateway, rootNamespace),
    resources: {
      limits: { cpu: '2', memory: '1Gi' },
      requests: { cpu: '100m', memory: '128Mi' },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
    startupProbe: readiness({ failureThreshold: 30, periodSeconds: 1 }),
    readinessProbe: readiness({ failureThreshold: 4, periodSeconds: 15 }),
    volumeMounts,
  };
}

function environment(gateway: KubeObject, rootNamespace: string) {
  const { namespace = '' } = gateway.metadata;
  return [
    { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
    { name: 'CA_ADDR', value: `istiod.${rootNamespace}.svc:15012` },
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_NAMESPACE', 'metadata.namespace'),
    fromField('INSTANCE_IP', 'status.podIP'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    fromField('HOST_IP', 'status.hostIP'),
    fromResource('ISTIO_CPU_LIMIT', 'limits.cpu'),
    { name: 'PROXY_CONFIG', value: '{}\n' },
    { name: 'ISTIO_META_POD_PORTS', value: '[]' },
    { name: 'ISTIO_META_APP_CONTAINERS', value: '' },
    { name: 'ISTIO_META_CLUSTER_ID', value: 'Kubernetes' },
    fromField('ISTIO_META_NODE_NAME', 'spec.nodeName'),
    { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' },
    { name: 'ISTIO_META_WORKLOAD_NAME', value: deployedName(gateway) },
    {
      name: 'ISTIO_META_OWNER',
      value: `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${deployedName(gateway)}`,
    },
    { name: 'ISTIO_META_MESH_ID', value: 'cluster.local' },
    { name: 'TRUST_DOMAIN', value: 'cluster.local' },
  ];
}

const volumeMounts = [
  { mountPath: '/var/run/secrets/workload-spiffe-uds', name: 'workload-socket' },
  { mountPath: '/var/run/secrets/credential-uds', name: 'credential-socket' },
  { mountPath: '/var/run/secrets/workload-spiffe-credentials', name: 'workload-certs' },
  { mountPath: '/var/run/secrets/istio', name: 'istiod-ca-cert' },
  { mountPath: '/var/lib/istio/data', name: 'istio-data' },
  { mountPath: '/etc/istio/proxy', name: 'istio-envoy' },
  { mountPath: '/var/run/secrets/tokens', name: 'istio-token' },
  { mountPath: '/etc/istio/pod', name: 'istio-podinfo' },
];

function readiness(times: {
  failureThreshold: number;
  periodSeconds: number;
}): NonNullable<Container['readinessProbe']> {
  return {
    ...times,
    httpGet: { path: '/healthz/ready', port: 15_021, scheme: 'HTTP' },
    initialDelaySeconds: 1,
    successThreshold: 1,
    timeoutSeconds: 1,
  };
}

const volumes = [
  { emptyDir: {}, name: 'workload-socket' },
  { emptyDir: {}, name: 'credential-socket' },
  { emptyDir: {}, name: 'workload-certs' },
  { emptyDir: { medium: 'Memory' }, name: 'istio-envoy' },
  { emptyDir: {}, name: 'istio-data' },
  podInfo('istio-podinfo'),
  istioToken,
  rootCertificate,
];
