import { scalarAt } from './settings.ts';
import { at, type Fields, fieldsOf, listOf } from '#cluster/api/json.ts';
import { horizontalAutoscaler } from './istiod.ts';
import { chartLabels, revised, revisionOf, type Manifest } from './manifest.ts';
import { fromField, fromResource, istioToken, podInfo, rootCertificate } from './pod-parts.ts';
import { gatewayAccess } from './rbac.ts';
import { gatewaysOf, type GatewayComponent, type InstallSpec } from './spec.ts';

/** What tells the two sorts apart. */
const sorts = {
  ingressGateways: {
    value: 'istio-ingressgateway',
    component: 'IngressGateways',
    chart: 'istio-ingress',
    istio: 'ingressgateway',
  },
  egressGateways: {
    value: 'istio-egressgateway',
    component: 'EgressGateways',
    chart: 'istio-egress',
    istio: 'egressgateway',
  },
} as const;

interface Gateway {
  readonly spec: InstallSpec;
  readonly name: string;
  readonly sort: (typeof sorts)[keyof typeof sorts];
  readonly values: Fields;
  readonly k8s: Fields;
  /** What selects its pods, and what an Istio Gateway names them by. */
  readonly selector: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A gateway's account, role, Deployment, Service, budget and autoscaler (manifests/charts/gateways, 1.31). */
export function gatewayManifests(
  spec: InstallSpec,
  sort: 'ingressGateways' | 'egressGateways',
): Manifest[] {
  return gatewaysOf(spec, sort).flatMap((component) => {
    const gateway = gatewayOf(spec, sorts[sort], component);
    return [
      ...gatewayAccess(gateway.name, spec, gateway.labels),
      deployment(gateway),
      ...disruptionBudget(gateway),
      ...autoscaler(gateway),
      service(gateway),
    ];
  });
}

function gatewayOf(
  spec: InstallSpec,
  sort: Gateway['sort'],
  { name, labels, k8s }: GatewayComponent,
): Gateway {
  const selector = { app: sort.value, istio: sort.istio, ...labels };
  return {
    spec,
    name,
    sort,
    values: fieldsOf(at(spec.values, 'gateways', sort.value)),
    k8s,
    selector,
    labels: {
      ...chartLabels(sort.chart, sort.value),
      ...selector,
      'install.operator.istio.io/owning-resource': 'unknown',
      'istio.io/dataplane-mode': 'none',
      'istio.io/rev': revisionOf(spec),
      'operator.istio.io/component': sort.component,
      release: 'istio',
    },
  };
}

function deployment(gateway: Gateway): Manifest {
  const { spec, name, selector, labels, values, k8s } = gateway;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: spec.namespace, labels },
    spec: {
      ...(k8s['replicaCount'] !== undefined && { replicas: k8s['replicaCount'] }),
      selector: { matchLabels: selector },
      strategy: { rollingUpdate: { maxSurge: '100%', maxUnavailable: '25%' } },
      template: {
        metadata: {
          labels: {
            ...labels,
            chart: 'gateways',
            heritage: 'Tiller',
            'service.istio.io/canonical-name': name,
            'service.istio.io/canonical-revision': spec.revision || 'latest',
            'sidecar.istio.io/inject': 'false',
          },
          annotations: {
            'istio.io/rev': revisionOf(spec),
            'prometheus.io/path': '/stats/prometheus',
            'prometheus.io/port': '15020',
            'prometheus.io/scrape': 'true',
            'sidecar.istio.io/inject': 'false',
            ...fieldsOf(values['podAnnotations']),
          },
        },
        spec: {
          securityContext: { runAsGroup: 1337, runAsNonRoot: true, runAsUser: 1337 },
          serviceAccountName: `${name}-service-account`,
          containers: [proxy(gateway)],
          volumes: volumesOf(spec),
        },
      },
    },
  };
}

function proxy({ spec, name, values, k8s }: Gateway) {
  const global = fieldsOf(spec.values['global']);
  const variant = scalarAt(global, 'variant');
  const image = scalarAt(global, 'proxy', 'image');
  return {
    name: 'istio-proxy',
    image: image.includes('/')
      ? image
      : `${spec.hub}/${image}:${spec.tag}${variant === '' ? '' : `-${variant}`}`,
    ports: [
      ...portsOf({ values, k8s }).map((port) => ({
        containerPort: port['targetPort'] ?? port['port'],
        protocol: port['protocol'] ?? 'TCP',
      })),
      { containerPort: 15_090, name: 'http-envoy-prom', protocol: 'TCP' },
    ],
    args: [
      'proxy',
      'router',
      '--domain',
      `$(POD_NAMESPACE).svc.${scalarAt(global, 'proxy', 'clusterDomain')}`,
      `--proxyLogLevel=${scalarAt(global, 'proxy', 'logLevel')}`,
      `--proxyComponentLogLevel=${scalarAt(global, 'proxy', 'componentLogLevel')}`,
      `--log_output_level=${scalarAt(global, 'logging', 'level')}`,
    ],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
    },
    readinessProbe: {
      failureThreshold: 30,
      httpGet: { path: '/healthz/ready', port: 15_021, scheme: 'HTTP' },
      initialDelaySeconds: 1,
      periodSeconds: 2,
      successThreshold: 1,
      timeoutSeconds: 1,
    },
    resources: k8s['resources'] ?? values['resources'],
    env: environment(spec, name),
    volumeMounts,
  };
}

function environment(spec: InstallSpec, name: string) {
  const trustDomain = scalarAt(spec.meshConfig, 'trustDomain') || 'cluster.local';
  const meshId = scalarAt(spec.values, 'global', 'meshID') || trustDomain;
  return [
    { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
    { name: 'CA_ADDR', value: `${revised('istiod', spec)}.${spec.namespace}.svc:15012` },
    fromField('NODE_NAME', 'spec.nodeName', 'v1'),
    fromField('POD_NAME', 'metadata.name', 'v1'),
    fromField('POD_NAMESPACE', 'metadata.namespace', 'v1'),
    fromField('INSTANCE_IP', 'status.podIP', 'v1'),
    fromField('HOST_IP', 'status.hostIP', 'v1'),
    fromResource('ISTIO_CPU_LIMIT', 'limits.cpu'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    { name: 'ISTIO_META_WORKLOAD_NAME', value: name },
    {
      name: 'ISTIO_META_OWNER',
      value: `kubernetes://apis/apps/v1/namespaces/${spec.namespace}/deployments/${name}`,
    },
    { name: 'ISTIO_META_MESH_ID', value: meshId },
    { name: 'TRUST_DOMAIN', value: trustDomain },
    { name: 'ISTIO_META_UNPRIVILEGED_POD', value: 'true' },
    {
      name: 'ISTIO_META_CLUSTER_ID',
      value: scalarAt(spec.values, 'global', 'multiCluster', 'clusterName') || 'Kubernetes',
    },
    fromField('ISTIO_META_NODE_NAME', 'spec.nodeName'),
  ];
}

const volumeMounts = [
  { mountPath: '/var/run/secrets/workload-spiffe-uds', name: 'workload-socket' },
  { mountPath: '/var/run/secrets/credential-uds', name: 'credential-socket' },
  { mountPath: '/var/run/secrets/workload-spiffe-credentials', name: 'workload-certs' },
  { mountPath: '/etc/istio/proxy', name: 'istio-envoy' },
  { mountPath: '/etc/istio/config', name: 'config-volume' },
  { mountPath: '/var/run/secrets/istio', name: 'istiod-ca-cert' },
  { mountPath: '/var/run/secrets/tokens', name: 'istio-token', readOnly: true },
  { mountPath: '/var/lib/istio/data', name: 'istio-data' },
  { mountPath: '/etc/istio/pod', name: 'podinfo' },
];

function volumesOf(spec: InstallSpec) {
  return [
    { emptyDir: {}, name: 'workload-socket' },
    { emptyDir: {}, name: 'credential-socket' },
    { emptyDir: {}, name: 'workload-certs' },
    rootCertificate,
    podInfo('podinfo'),
    { emptyDir: {}, name: 'istio-envoy' },
    { emptyDir: {}, name: 'istio-data' },
    istioToken,
    { configMap: { name: revised('istio', spec), optional: true }, name: 'config-volume' },
  ];
}

function portsOf({ values, k8s }: Pick<Gateway, 'values' | 'k8s'>): readonly Fields[] {
  return listOf(at(k8s, 'service', 'ports') ?? values['ports']).map(fieldsOf);
}

function service({ spec, name, labels, selector, values, k8s }: Gateway): Manifest {
  const { ports: _, ...given } = fieldsOf(k8s['service']);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: spec.namespace,
      labels,
      ...(values['serviceAnnotations'] !== undefined && {
        annotations: textsOf(fieldsOf(values['serviceAnnotations'])),
      }),
    },
    spec: {
      type: values['type'],
      ...pick(values, 'loadBalancerIP', 'externalTrafficPolicy'),
      selector,
      ports: portsOf({ values, k8s }),
      ...given,
    },
  };
}

function pick(from: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
}

function textsOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
}

function disruptionBudget({ spec, name, labels, selector }: Gateway): Manifest[] {
  if (at(spec.values, 'global', 'defaultPodDisruptionBudget', 'enabled') !== true) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace: spec.namespace, labels },
      spec: { minAvailable: 1, selector: { matchLabels: selector } },
    },
  ];
}

function autoscaler({ spec, name, labels, values }: Gateway): Manifest[] {
  if (values['autoscaleEnabled'] !== true) return [];
  return [horizontalAutoscaler({ name, namespace: spec.namespace, labels, values })];
}
