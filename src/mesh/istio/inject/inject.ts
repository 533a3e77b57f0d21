import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { istioToken, podInfo, rootCertificate } from '#mesh/istio/install/pod-parts.ts';
import { scalarAt } from '#mesh/istio/install/settings.ts';
import { validateAnnotations } from './annotations.ts';
import {
  annotated,
  annotationsOf,
  type Injection,
  type InjectorConfig,
  interceptionMode,
  isNative,
  labelsOf,
  proxyConfigOf,
} from './context.ts';
import { rewriteProbes } from './probes.ts';
import {
  containerNames,
  holdsApplication,
  initContainer,
  proxyContainer,
} from './proxy-container.ts';
import { type Workload, workloadOf } from './workload.ts';

const statusAnnotation = 'sidecar.istio.io/status';

/** A pod with its sidecar (pkg/kube/inject/webhook.go injectPod, 1.31). Throws an InjectionError where its annotations are wrong. */
export function inject(
  config: InjectorConfig,
  pod: Fields,
  { namespace, workload = workloadOf(pod) }: { namespace: string; workload?: Workload },
): Fields {
  validateAnnotations(annotationsOf(pod));
  const bare = withoutFormer(pod);
  const injection: Injection = {
    config,
    pod: bare,
    namespace,
    workload,
    proxyConfig: proxyConfigOf(config, bare),
  };
  const injected = placed(injection, parts(injection));
  const annotations = { ...annotationsOf(bare), ...newAnnotations(injection) };
  const labels = { ...newLabels(injection), ...labelsOf(bare) };
  return {
    ...bare,
    metadata: { ...fieldsOf(bare['metadata']), annotations, labels },
    spec: injected,
  };
}

interface Parts {
  readonly init: readonly Fields[];
  readonly containers: readonly Fields[];
  readonly volumes: readonly Fields[];
}

function parts(injection: Injection): Parts {
  const proxy = proxyContainer(injection);
  const redirection = interceptionMode(injection) === 'NONE' ? [] : [initContainer(injection)];
  return isNative(injection)
    ? { init: [...redirection, proxy], containers: [], volumes }
    : { init: redirection, containers: [proxy], volumes };
}

/** A proxy that was injected before is injected anew (stripPod). */
function withoutFormer(pod: Fields): Fields {
  const text = scalarAt(annotationsOf(pod), statusAnnotation);
  if (text === '') return pod;
  const status = parseStatus(text);
  const { [statusAnnotation]: _, ...annotations } = annotationsOf(pod);
  const spec = fieldsOf(pod['spec']);
  const without = (list: string, names: string) => {
    const gone = new Set(listOf(status[names]));
    return spec[list] === undefined
      ? {}
      : { [list]: listOf(spec[list]).filter((one) => !gone.has(at(one, 'name'))) };
  };
  return {
    ...pod,
    metadata: { ...fieldsOf(pod['metadata']), annotations },
    spec: {
      ...spec,
      ...without('initContainers', 'initContainers'),
      ...without('containers', 'containers'),
      ...without('volumes', 'volumes'),
    },
  };
}

function parseStatus(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // As in the real one, what cannot be read tells of nothing to take away.
    return {};
  }
}

/** The pod's `spec` with the parts in their places (reorderPod). */
function placed(injection: Injection, { init, containers, volumes: added }: Parts): Fields {
  const spec = fieldsOf(injection.pod['spec']);
  const own = listOf(spec['containers']).map(fieldsOf);
  const ownInit = listOf(spec['initContainers']).map(fieldsOf);
  const token = tokenMount(own);
  const withToken = (all: readonly Fields[]) =>
    all.map((one) =>
      token === undefined ? one : { ...one, volumeMounts: [...listOf(one['volumeMounts']), token] },
    );
  const { containers: rewritten, probers } = probed(injection, own);
  const proxies = withToken(containers.length > 0 ? containers : init.slice(-1)).map((proxy) =>
    withEnv(proxy, extraEnv(injection, probers)),
  );
  const redirection = withToken(init.filter(({ name }) => name === 'istio-init'));
  const allInit = isNative(injection)
    ? [...redirection, ...proxies, ...ownInit]
    : [...ownInit, ...redirection];
  const all = isNative(injection)
    ? rewritten
    : holdsApplication(injection)
      ? [...proxies, ...rewritten]
      : [...rewritten, ...proxies];
  return {
    ...spec,
    ...(allInit.length > 0 && { initContainers: allInit }),
    containers: all,
    volumes: [...added, ...listOf(spec['volumes'])],
  };
}

function probed(injection: Injection, containers: readonly Fields[]) {
  const asked = scalarAt(annotationsOf(injection.pod), 'sidecar.istio.io/rewriteAppHTTPProbers');
  const usual = at(injection.config.values, 'sidecarInjectorWebhook', 'rewriteAppHTTPProbe');
  const isOn = asked === '' ? usual === true : asked === 'true';
  const port = Number(annotated(injection, 'status.sidecar.istio.io/port', 'statusPort'));
  return isOn ? rewriteProbes(containers, port) : { containers, probers: {} };
}

function extraEnv(injection: Injection, probers: Fields): readonly Fields[] {
  const { scrape, path = '', port = '' } = prometheusOf(injection);
  return [
    ...(Object.keys(probers).length > 0
      ? [{ name: 'ISTIO_KUBE_APP_PROBERS', value: JSON.stringify(probers) }]
      : []),
    ...(scrape === undefined || !mergesMetrics(injection)
      ? []
      : [
          {
            name: 'ISTIO_PROMETHEUS_ANNOTATIONS',
            value: JSON.stringify({ scrape, path, port }),
          },
        ]),
  ];
}

function withEnv(container: Fields, added: readonly Fields[]): Fields {
  return added.length === 0
    ? container
    : { ...container, env: [...listOf(container['env']), ...added] };
}

/** The service account admission mounts its token in every container; it is asked before the webhook is. */
function tokenMount(containers: readonly Fields[]): unknown {
  return containers
    .flatMap((container) => listOf(container['volumeMounts']))
    .find((mount) => textOf(at(mount, 'mountPath')).endsWith('kubernetes.io/serviceaccount'));
}

function prometheusOf({ pod }: Injection) {
  const annotations = annotationsOf(pod);
  const text = (name: string) => {
    const value = scalarAt(annotations, `prometheus.io/${name}`);
    return value === '' ? undefined : value;
  };
  return { scrape: text('scrape'), path: text('path'), port: text('port') };
}

/** The agent answers for the application's metrics, too, unless the pod wants none (applyPrometheusMerge). */
function mergesMetrics(injection: Injection): boolean {
  const { config, pod } = injection;
  if (config.meshConfig['enablePrometheusMerge'] === false) return false;
  if (scalarAt(annotationsOf(pod), 'prometheus.istio.io/merge-metrics') === 'false') return false;
  return prometheusOf(injection).scrape !== 'false';
}

function newAnnotations(injection: Injection): Fields {
  const { pod, config } = injection;
  const annotations = annotationsOf(pod);
  const [first] = containerNames(pod);
  const revision = config.revision || 'default';
  const usual = (name: string): Fields =>
    first === undefined || Object.hasOwn(annotations, name) ? {} : { [name]: first };
  const { init, containers, volumes: added } = parts(injection);
  const status = {
    initContainers: namesOf(init),
    containers: namesOf(containers),
    volumes: namesOf(added),
    imagePullSecrets: null,
    revision,
  };
  return {
    'istio.io/rev': revision,
    ...usual('kubectl.kubernetes.io/default-container'),
    ...usual('kubectl.kubernetes.io/default-logs-container'),
    ...(mergesMetrics(injection) && {
      'prometheus.io/path': '/stats/prometheus',
      'prometheus.io/port': annotated(injection, 'status.sidecar.istio.io/port', 'statusPort'),
      'prometheus.io/scrape': 'true',
    }),
    [statusAnnotation]: JSON.stringify(status),
  };
}

/** Go writes a list that has never been filled as null. */
function namesOf(list: readonly Fields[]): readonly string[] | null {
  return list.length === 0 ? null : list.map(({ name }) => textOf(name));
}

function newLabels({ pod, workload }: Injection): Fields {
  const labels = labelsOf(pod);
  const label = (...names: string[]) => names.map((name) => textOf(labels[name])).find(Boolean);
  const name = label('app.kubernetes.io/name', 'app') ?? workload.name;
  return {
    'security.istio.io/tlsMode': 'istio',
    'service.istio.io/canonical-name': name.slice(0, 63).replace(/-$/, ''),
    'service.istio.io/canonical-revision':
      label('app.kubernetes.io/version', 'version') ?? 'latest',
  };
}

const volumes: readonly Fields[] = [
  { emptyDir: {}, name: 'workload-socket' },
  { emptyDir: {}, name: 'credential-socket' },
  { emptyDir: {}, name: 'workload-certs' },
  { emptyDir: { medium: 'Memory' }, name: 'istio-envoy' },
  { emptyDir: {}, name: 'istio-data' },
  podInfo('istio-podinfo'),
  istioToken,
  rootCertificate,
  { configMap: { name: 'istio-ca-crl', optional: true }, name: 'istio-ca-crl' },
];
