import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { fromField, fromResource } from '#mesh/istio/install/pod-parts.ts';
import { scalarAt } from '#mesh/istio/install/settings.ts';
import { annotated, annotationsOf, type Injection, interceptionMode, isNative } from './context.ts';

/** `docker.io/istio/proxyv2:1.31.1`, unless the pod asks for another. */
function imageOf(injection: Injection): string {
  const { config, proxyConfig } = injection;
  const global = fieldsOf(config.values['global']);
  const image = annotated(injection, 'sidecar.istio.io/proxyImage', 'image');
  if (image.includes('/')) return image;
  const asked =
    scalarAt(annotationsOf(injection.pod), 'sidecar.istio.io/proxyImageType') ||
    scalarAt(proxyConfig, 'image', 'imageType') ||
    scalarAt(global, 'variant');
  const suffix = asked === '' || asked === 'default' ? '' : `-${asked}`;
  return `${scalarAt(global, 'hub')}/${image}:${scalarAt(global, 'tag')}${suffix}`;
}

function resourcesOf({ pod, config }: Injection) {
  const annotations = annotationsOf(pod);
  const asked = (cpu: string, memory: string): Fields => ({
    ...(annotations[cpu] !== undefined && { cpu: annotations[cpu] }),
    ...(annotations[memory] !== undefined && { memory: annotations[memory] }),
  });
  const requests = asked('sidecar.istio.io/proxyCPU', 'sidecar.istio.io/proxyMemory');
  const limits = asked('sidecar.istio.io/proxyCPULimit', 'sidecar.istio.io/proxyMemoryLimit');
  const isAsked = Object.keys(requests).length + Object.keys(limits).length > 0;
  return isAsked
    ? {
        ...(Object.keys(limits).length > 0 && { limits }),
        ...(Object.keys(requests).length > 0 && { requests }),
      }
    : (at(config.values, 'global', 'proxy', 'resources') ?? {});
}

function pullPolicy({ config }: Injection): Fields {
  const policy = scalarAt(config.values, 'global', 'imagePullPolicy');
  return policy === '' ? {} : { imagePullPolicy: policy };
}

const redirection = {
  include: 'traffic.sidecar.istio.io/includeOutboundPorts',
  exclude: 'traffic.sidecar.istio.io/excludeOutboundPorts',
};

/** The ports that never pass the proxy: its own and those that the pod leaves out. */
function excludedInbound(injection: Injection): string {
  const asked = annotated(
    injection,
    'traffic.sidecar.istio.io/excludeInboundPorts',
    'excludeInboundPorts',
  );
  const status = annotated(injection, 'status.sidecar.istio.io/port', 'statusPort');
  const ports = asked.split(',').filter((port) => port !== '' && port !== status);
  return [15_090, 15_021, ...(status === '0' ? [] : [status]), ...ports].join(',');
}

/** Puts interception in the pod, before anything of it runs. */
export function initContainer(injection: Injection): Fields {
  const { pod, config } = injection;
  const annotations = annotationsOf(pod);
  const value = (annotation: string, name: string) =>
    annotated(injection, `traffic.sidecar.istio.io/${annotation}`, name);
  const optional = (flag: string, annotation: string, name: string): string[] => {
    const ports = annotated(injection, annotation, name);
    return Object.hasOwn(annotations, annotation) || ports !== '' ? [flag, ports] : [];
  };
  const isPrivileged = at(config.values, 'global', 'proxy', 'privileged') === true;
  return {
    name: 'istio-init',
    image: imageOf(injection),
    ...pullPolicy(injection),
    args: [
      'istio-iptables',
      '-p',
      '15001',
      '-z',
      '15006',
      '-u',
      '1337',
      '-m',
      interceptionMode(injection),
      '-i',
      value('includeOutboundIPRanges', 'includeIPRanges'),
      '-x',
      value('excludeOutboundIPRanges', 'excludeIPRanges'),
      '-b',
      value('includeInboundPorts', 'includeInboundPorts'),
      '-d',
      excludedInbound(injection),
      ...optional('-q', redirection.include, 'includeOutboundPorts'),
      ...optional('-o', redirection.exclude, 'excludeOutboundPorts'),
      `--log_output_level=${logLevel(injection)}`,
    ],
    ...metadataEnv(injection),
    resources: resourcesOf(injection),
    securityContext: {
      allowPrivilegeEscalation: isPrivileged,
      capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
      privileged: isPrivileged,
      readOnlyRootFilesystem: false,
      runAsGroup: 0,
      runAsNonRoot: false,
      runAsUser: 0,
    },
  };
}

function logLevel({ pod, config }: Injection): string {
  return (
    scalarAt(annotationsOf(pod), 'sidecar.istio.io/agentLogLevel') ||
    scalarAt(config.values, 'global', 'logging', 'level')
  );
}

function metadata({ proxyConfig }: Injection): { name: string; value: string }[] {
  return Object.entries(fieldsOf(proxyConfig['proxyMetadata'])).map(([name, value]) => ({
    name,
    value: String(value),
  }));
}

function metadataEnv(injection: Injection): Fields {
  const env = metadata(injection);
  return env.length > 0 ? { env } : {};
}

/** The sidecar itself: pilot-agent and its Envoy (files/injection-template.yaml, 1.31). */
export function proxyContainer(injection: Injection): Fields {
  const { config } = injection;
  const isPrivileged = at(config.values, 'global', 'proxy', 'privileged') === true;
  return {
    name: 'istio-proxy',
    image: imageOf(injection),
    ...pullPolicy(injection),
    ...(isNative(injection) && { restartPolicy: 'Always' }),
    ports: [{ containerPort: 15_090, name: 'http-envoy-prom', protocol: 'TCP' }],
    args: [
      'proxy',
      'sidecar',
      '--domain',
      `$(POD_NAMESPACE).svc.${scalarAt(config.values, 'global', 'proxy', 'clusterDomain')}`,
      `--proxyLogLevel=${annotated(injection, 'sidecar.istio.io/logLevel', 'logLevel')}`,
      `--proxyComponentLogLevel=${annotated(injection, 'sidecar.istio.io/componentLogLevel', 'componentLogLevel')}`,
      `--log_output_level=${logLevel(injection)}`,
    ],
    ...lifecycle(injection),
    env: environment(injection),
    ...probes(injection),
    securityContext: {
      allowPrivilegeEscalation: isPrivileged,
      capabilities: { drop: ['ALL'] },
      privileged: isPrivileged,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
    resources: resourcesOf(injection),
    volumeMounts,
  };
}

export function holdsApplication({ config, proxyConfig }: Injection): boolean {
  const asked = proxyConfig['holdApplicationUntilProxyStarts'];
  return (
    (asked ?? at(config.values, 'global', 'proxy', 'holdApplicationUntilProxyStarts')) === true
  );
}

function lifecycle(injection: Injection): Fields {
  if (isNative(injection)) {
    const port = annotated(injection, 'status.sidecar.istio.io/port', 'statusPort');
    const command = ['pilot-agent', 'request', `--debug-port=${port}`, 'POST', 'drain'];
    return { lifecycle: { preStop: { exec: { command } } } };
  }
  if (!holdsApplication(injection)) return {};
  return { lifecycle: { postStart: { exec: { command: ['pilot-agent', 'wait'] } } } };
}

function probes(injection: Injection): Fields {
  if (annotated(injection, 'status.sidecar.istio.io/port', 'statusPort') === '0') return {};
  const httpGet = { path: '/healthz/ready', port: 15_021 };
  const number = (annotation: string, name: string) =>
    Number(annotated(injection, `readiness.status.sidecar.istio.io/${annotation}`, name));
  const startup = fieldsOf(at(injection.config.values, 'global', 'proxy', 'startupProbe'));
  return {
    ...(startup['enabled'] === true && {
      startupProbe: {
        httpGet,
        initialDelaySeconds: 0,
        periodSeconds: 1,
        timeoutSeconds: 3,
        failureThreshold: startup['failureThreshold'],
      },
    }),
    readinessProbe: {
      httpGet,
      initialDelaySeconds: number('initialDelaySeconds', 'readinessInitialDelaySeconds'),
      periodSeconds: number('periodSeconds', 'readinessPeriodSeconds'),
      timeoutSeconds: 3,
      failureThreshold: number('failureThreshold', 'readinessFailureThreshold'),
    },
  };
}

function environment(injection: Injection) {
  const { config, pod, namespace, proxyConfig, workload } = injection;
  const global = fieldsOf(config.values['global']);
  const trustDomain = scalarAt(config.meshConfig, 'trustDomain') || 'cluster.local';
  const istiod = config.revision === '' ? 'istiod' : `istiod-${config.revision}`;
  const kinds = `${workload.kind.toLowerCase()}s`;
  return [
    { name: 'PILOT_CERT_PROVIDER', value: scalarAt(global, 'pilotCertProvider') },
    { name: 'CA_ADDR', value: `${istiod}.${scalarAt(global, 'istioNamespace')}.svc:15012` },
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_NAMESPACE', 'metadata.namespace'),
    fromField('INSTANCE_IP', 'status.podIP'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    fromField('HOST_IP', 'status.hostIP'),
    fromResource('ISTIO_CPU_LIMIT', 'limits.cpu'),
    { name: 'PROXY_CONFIG', value: `${JSON.stringify(proxyConfig)}\n` },
    { name: 'ISTIO_META_POD_PORTS', value: podPorts(pod) },
    { name: 'ISTIO_META_APP_CONTAINERS', value: containerNames(pod).join(',') },
    fromResource('GOMEMLIMIT', 'limits.memory'),
    fromResource('GOMAXPROCS', 'limits.cpu'),
    {
      name: 'ISTIO_META_CLUSTER_ID',
      value: scalarAt(global, 'multiCluster', 'clusterName') || 'Kubernetes',
    },
    fromField('ISTIO_META_NODE_NAME', 'spec.nodeName'),
    { name: 'ISTIO_META_INTERCEPTION_MODE', value: interceptionMode(injection) },
    { name: 'ISTIO_META_WORKLOAD_NAME', value: workload.name },
    {
      name: 'ISTIO_META_OWNER',
      value: `kubernetes://apis/${workload.apiVersion}/namespaces/${namespace}/${kinds}/${workload.name}`,
    },
    { name: 'ISTIO_META_MESH_ID', value: scalarAt(global, 'meshID') || trustDomain },
    { name: 'TRUST_DOMAIN', value: trustDomain },
    ...metadata(injection),
  ];
}

/** The pod's own containers. */
export function containerNames(pod: Fields): readonly string[] {
  return listOf(at(pod, 'spec', 'containers'))
    .map((container) => textOf(at(container, 'name')))
    .filter((name) => name !== 'istio-proxy');
}

/** A JSON list that the template lays out itself, line by line. */
function podPorts(pod: Fields): string {
  const ports = listOf(at(pod, 'spec', 'containers')).flatMap((container) =>
    listOf(at(container, 'ports')).map((port) => {
      const { name, hostPort, containerPort, protocol } = fieldsOf(port);
      return JSON.stringify({ name, hostPort, containerPort, protocol });
    }),
  );
  return `[${ports.map((port, index) => `\n    ${index === 0 ? '' : ','}${port}`).join('')}\n]`;
}

const volumeMounts = [
  { mountPath: '/var/run/secrets/workload-spiffe-uds', name: 'workload-socket' },
  { mountPath: '/var/run/secrets/credential-uds', name: 'credential-socket' },
  { mountPath: '/var/run/secrets/workload-spiffe-credentials', name: 'workload-certs' },
  { mountPath: '/var/run/secrets/istio', name: 'istiod-ca-cert' },
  { mountPath: '/var/run/secrets/istio/crl', name: 'istio-ca-crl' },
  { mountPath: '/var/lib/istio/data', name: 'istio-data' },
  { mountPath: '/etc/istio/proxy', name: 'istio-envoy' },
  { mountPath: '/var/run/secrets/tokens', name: 'istio-token' },
  { mountPath: '/etc/istio/pod', name: 'istio-podinfo' },
];
