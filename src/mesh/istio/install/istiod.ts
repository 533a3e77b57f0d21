import { scalarAt } from './settings.ts';
import { at, fieldsOf } from '#cluster/api/json.ts';
import { chartLabels, revised, revisionOf, type Manifest } from './manifest.ts';
import { fromField, fromResource, istioToken } from './pod-parts.ts';
import { istiodAccess } from './rbac.ts';
import { isEnabled, type InstallSpec } from './spec.ts';
import { injectorConfigMap, meshConfigMap, valuesConfigMap } from './config-maps.ts';
import { injectorWebhook, validatorWebhook } from './webhooks.ts';

const commonLabels = {
  ...chartLabels('istiod', 'istiod'),
  'install.operator.istio.io/owning-resource': 'unknown',
  'operator.istio.io/component': 'Pilot',
};

/** The control plane (manifests/charts/istio-control/istio-discovery, 1.31). */
export function istiodManifests(spec: InstallSpec): Manifest[] {
  if (!isEnabled(spec, 'pilot')) return [];
  return [
    ...istiodAccess(spec),
    meshConfigMap(spec),
    injectorConfigMap(spec),
    valuesConfigMap(spec),
    injectorWebhook(spec),
    validatorWebhook(spec),
    deployment(spec),
    ...disruptionBudget(spec),
    ...autoscaler(spec),
    istiodService(revised('istiod', spec), spec),
  ];
}

function labelsOf(spec: InstallSpec): Record<string, string> {
  return {
    ...commonLabels,
    app: 'istiod',
    istio: 'pilot',
    'istio.io/rev': revisionOf(spec),
    release: 'istio',
  };
}

function selectorOf(spec: InstallSpec): Record<string, string> {
  return spec.revision === ''
    ? { app: 'istiod', istio: 'pilot' }
    : { app: 'istiod', 'istio.io/rev': spec.revision };
}

function deployment(spec: InstallSpec): Manifest {
  const { namespace, values, components } = spec;
  const pilot = fieldsOf(values['pilot']);
  const k8s = fieldsOf(at(components, 'pilot', 'k8s'));
  const isScaled = pilot['autoscaleEnabled'] === true && k8s['replicaCount'] === undefined;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: revised('istiod', spec), namespace, labels: labelsOf(spec) },
    spec: {
      ...(!isScaled && { replicas: k8s['replicaCount'] ?? pilot['replicaCount'] }),
      strategy: { rollingUpdate: { maxSurge: '100%', maxUnavailable: '25%' } },
      selector: { matchLabels: selectorOf(spec) },
      template: {
        metadata: {
          labels: podLabels(spec),
          annotations: {
            'prometheus.io/port': '15014',
            'prometheus.io/scrape': 'true',
            'sidecar.istio.io/inject': 'false',
          },
        },
        spec: {
          serviceAccountName: revised('istiod', spec),
          tolerations: [{ key: 'cni.istio.io/not-ready', operator: 'Exists' }],
          containers: [discovery(spec)],
          volumes,
        },
      },
    },
  };
}

function podLabels(spec: InstallSpec): Record<string, string> {
  return {
    ...commonLabels,
    ...selectorOf(spec),
    istio: spec.revision === '' ? 'pilot' : 'istiod',
    'istio.io/dataplane-mode': 'none',
    'istio.io/rev': revisionOf(spec),
    'sidecar.istio.io/inject': 'false',
  };
}

function discovery(spec: InstallSpec) {
  const { hub, tag, values, components } = spec;
  const pilot = fieldsOf(values['pilot']);
  const variant = scalarAt(values, 'global', 'variant');
  const pullPolicy = scalarAt(values, 'global', 'imagePullPolicy');
  return {
    name: 'discovery',
    image: `${hub}/pilot:${tag}${variant === '' ? '' : `-${variant}`}`,
    ...(pullPolicy !== '' && { imagePullPolicy: pullPolicy }),
    args: [
      'discovery',
      '--monitoringAddr=:15014',
      `--log_output_level=${scalarAt(values, 'global', 'logging', 'level')}`,
      '--domain',
      scalarAt(values, 'global', 'proxy', 'clusterDomain'),
      '--keepaliveMaxServerConnectionAge',
      scalarAt(pilot, 'keepaliveMaxServerConnectionAge'),
    ],
    ports: ports.map(([name, containerPort]) => ({ containerPort, name, protocol: 'TCP' })),
    readinessProbe: {
      httpGet: { path: '/ready', port: 8080 },
      initialDelaySeconds: 1,
      periodSeconds: 3,
      timeoutSeconds: 5,
    },
    env: environment(spec),
    resources: at(components, 'pilot', 'k8s', 'resources') ?? pilot['resources'],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    volumeMounts,
  };
}

const ports = [
  ['http-debug', 8080],
  ['grpc-xds', 15_010],
  ['tls-xds', 15_012],
  ['https-webhooks', 15_017],
  ['http-monitoring', 15_014],
] as const;

function environment(spec: InstallSpec) {
  const pilot = fieldsOf(spec.values['pilot']);
  const given = { ...fieldsOf(pilot['env']) };
  const listed = at(spec.components, 'pilot', 'k8s', 'env');
  return [
    { name: 'REVISION', value: revisionOf(spec) },
    { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
    fromField('POD_NAME', 'metadata.name', 'v1'),
    fromField('POD_NAMESPACE', 'metadata.namespace', 'v1'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName', 'v1'),
    { name: 'KUBECONFIG', value: '/var/run/secrets/remote/config' },
    ...Object.entries(given).map(([name, value]) => ({ name, value: String(value) })),
    ...(Array.isArray(listed) ? listed : []),
    { name: 'PILOT_TRACE_SAMPLING', value: scalarAt(pilot, 'traceSampling') },
    { name: 'PILOT_ENABLE_ANALYSIS', value: 'false' },
    {
      name: 'CLUSTER_ID',
      value: scalarAt(spec.values, 'global', 'multiCluster', 'clusterName') || 'Kubernetes',
    },
    fromResource('GOMEMLIMIT', 'limits.memory'),
    fromResource('GOMAXPROCS', 'limits.cpu'),
    { name: 'PLATFORM', value: '' },
  ];
}

const volumeMounts = [
  { mountPath: '/var/run/secrets/tokens', name: 'istio-token', readOnly: true },
  { mountPath: '/var/run/secrets/istio-dns', name: 'local-certs' },
  { mountPath: '/etc/cacerts', name: 'cacerts', readOnly: true },
  { mountPath: '/var/run/secrets/remote', name: 'istio-kubeconfig', readOnly: true },
  { mountPath: '/var/run/secrets/istiod/tls', name: 'istio-csr-dns-cert', readOnly: true },
  { mountPath: '/var/run/secrets/istiod/ca', name: 'istio-csr-ca-configmap', readOnly: true },
];

const volumes = [
  { emptyDir: { medium: 'Memory' }, name: 'local-certs' },
  istioToken,
  { name: 'cacerts', secret: { optional: true, secretName: 'cacerts' } },
  { name: 'istio-kubeconfig', secret: { optional: true, secretName: 'istio-kubeconfig' } },
  { name: 'istio-csr-dns-cert', secret: { optional: true, secretName: 'istiod-tls' } },
  { configMap: { name: 'istio-ca-root-cert', optional: true }, name: 'istio-csr-ca-configmap' },
];

/** istiod's own Service, and the one of each revision tag. */
export function istiodService(
  name: string,
  spec: Pick<InstallSpec, 'namespace' | 'revision'>,
  tag?: string,
): Manifest {
  const { namespace, revision } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace,
      labels: {
        ...commonLabels,
        app: 'istiod',
        istio: 'pilot',
        'istio.io/rev': revisionOf(spec),
        ...(tag !== undefined && { 'istio.io/tag': tag }),
        release: 'istio',
      },
    },
    spec: {
      ports: [
        { name: 'grpc-xds', port: 15_010, protocol: 'TCP' },
        { name: 'https-dns', port: 15_012, protocol: 'TCP' },
        { name: 'https-webhook', port: 443, protocol: 'TCP', targetPort: 15_017 },
        { name: 'http-monitoring', port: 15_014, protocol: 'TCP' },
      ],
      selector:
        revision === ''
          ? { app: 'istiod', istio: 'pilot' }
          : { app: 'istiod', 'istio.io/rev': revision },
    },
  };
}

function disruptionBudget(spec: InstallSpec): Manifest[] {
  if (at(spec.values, 'global', 'defaultPodDisruptionBudget', 'enabled') !== true) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {
        name: revised('istiod', spec),
        namespace: spec.namespace,
        labels: labelsOf(spec),
      },
      spec: { minAvailable: 1, selector: { matchLabels: selectorOf(spec) } },
    },
  ];
}

function autoscaler(spec: InstallSpec): Manifest[] {
  const pilot = fieldsOf(spec.values['pilot']);
  if (pilot['autoscaleEnabled'] !== true) return [];
  return [
    horizontalAutoscaler({
      name: revised('istiod', spec),
      namespace: spec.namespace,
      labels: labelsOf(spec),
      values: pilot,
    }),
  ];
}

/** Of istiod and of the gateways: scaled by the CPU that is used. */
export function horizontalAutoscaler({
  name,
  namespace,
  labels,
  values,
}: {
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  values: Readonly<Record<string, unknown>>;
}): Manifest {
  const averageUtilization = at(values, 'cpu', 'targetAverageUtilization');
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace, labels },
    spec: {
      maxReplicas: values['autoscaleMax'],
      minReplicas: values['autoscaleMin'],
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
        },
      ],
    },
  };
}
