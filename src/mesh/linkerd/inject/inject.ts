import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { isSet, textAt, valueAt, type Values, withValue } from '#mesh/linkerd/install/values.ts';
import {
  type Annotations,
  injectAnnotation,
  isSetting,
  opaquePortsAnnotation,
  overridden,
} from './annotations.ts';
import { debugContainer } from './debug-container.ts';
import { filterPorts, inboundPorts } from './ports.ts';
import { proxyContainer, proxyTag } from './proxy-container.ts';
import { proxyInitContainer } from './proxy-init-container.ts';
import { annotationsOf, injectability, reportOf } from './report.ts';
import { proxyVolumes } from './volumes.ts';

/** What a pod belongs to: `deployment`, `web`. */
interface Owner {
  /** In lower case. */
  readonly kind: string;
  readonly name: string;
}

export interface Surroundings {
  /** Where the control plane runs. */
  readonly controlPlane: string;
  /** The pod's. */
  readonly namespace: string;
  readonly owner: Owner | undefined;
}

interface WebhookRequest extends Surroundings {
  readonly namespaceAnnotations: Annotations;
}

export type Injection =
  | { readonly type: 'injected'; readonly pod: Fields }
  /** As it came, but for the opaque ports that it has. */
  | { readonly type: 'skipped'; readonly pod: Fields; readonly reasons: readonly string[] };

/** What the webhook makes of a pod that is about to be created (controller/proxy-injector/webhook.go). */
export function injectPod(values: Values, pod: Fields, request: WebhookRequest): Injection {
  const own = annotationsOf(pod);
  const reasons = injectability(reportOf(pod), own, request.namespaceAnnotations);
  if (reasons.length > 0)
    return {
      type: 'skipped',
      pod: withOpaquePorts(values, pod, request.namespaceAnnotations),
      reasons,
    };
  const inherited = Object.fromEntries(
    Object.entries(request.namespaceAnnotations).filter(
      ([name]) => isSetting(name) || name === injectAnnotation,
    ),
  );
  const annotated = withAnnotations(pod, {
    ...inherited,
    ...own,
    'linkerd.io/created-by': `linkerd/proxy-injector ${textAt(values, 'linkerdVersion')}`,
  });
  const complete = withOpaquePorts(values, annotated, {});
  return { type: 'injected', pod: injectTemplate(values, complete, request) };
}

/** The opaque ports of a pod or a Service are written on it: those of its namespace, else the usual ones among its own. */
export function withOpaquePorts(values: Values, object: Fields, namespace: Annotations): Fields {
  if (annotationsOf(object)[opaquePortsAnnotation] !== undefined) return object;
  const ports =
    namespace[opaquePortsAnnotation] ?? filterPorts(object, textAt(values, 'proxy.opaquePorts'));
  return ports === '' ? object : withAnnotations(object, { [opaquePortsAnnotation]: ports });
}

export function withAnnotations(object: Fields, annotations: Annotations): Fields {
  const metadata = fieldsOf(object['metadata']);
  const all = { ...fieldsOf(metadata['annotations']), ...annotations };
  return { ...object, metadata: { ...metadata, annotations: all } };
}

/** A pod, or the template of one, with the containers of the mesh (pkg/inject/inject.go: GetPodPatch). */
export function injectTemplate(usual: Values, template: Fields, place: Surroundings): Fields {
  const annotations = annotationsOf(template);
  const values = withContainers(overridden(usual, annotations), template);
  const spec = fieldsOf(template['spec']);
  const ports = textAt(values, 'proxy.podInboundPorts') || inboundPorts(spec);
  const proxy = proxyContainer(values, { controlPlane: place.controlPlane, inboundPorts: ports });
  const init = proxyInitContainer(values);
  const metadata = fieldsOf(template['metadata']);
  return {
    ...template,
    metadata: {
      ...metadata,
      annotations: { ...annotations, ...marks(values) },
      labels: { ...fieldsOf(metadata['labels']), ...labels(place) },
    },
    spec: {
      ...spec,
      ...placed(values, spec, { init, proxy, debug: debugContainer(values, annotations) }),
      volumes: [...listOf(spec['volumes']), ...proxyVolumes],
    },
  };
}

function marks(values: Values): Annotations {
  const anchors = new TextEncoder().encode(textAt(values, 'identityTrustAnchorsPEM'));
  return {
    'linkerd.io/proxy-version': proxyTag(values),
    'linkerd.io/trust-root-sha256': bytesToHex(sha256(anchors)),
  };
}

const ownerKinds = [
  'deployment',
  'replicationcontroller',
  'replicaset',
  'job',
  'daemonset',
  'statefulset',
  'cronjob',
];

function labels({ controlPlane, namespace, owner }: Surroundings): Fields {
  return {
    'linkerd.io/control-plane-ns': controlPlane,
    ...(owner &&
      ownerKinds.includes(owner.kind) && { [`linkerd.io/proxy-${owner.kind}`]: owner.name }),
    'linkerd.io/workload-ns': namespace,
  };
}

interface Added {
  readonly init: Fields;
  readonly proxy: Fields;
  readonly debug: readonly Fields[];
}

/** A native sidecar starts before every other container; another stands first among them, or last where nobody waits for it. */
function placed(values: Values, spec: Fields, { init, proxy, debug }: Added): Fields {
  const initContainers = listOf(spec['initContainers']);
  const containers = [...listOf(spec['containers']), ...debug];
  if (isSet(values, 'proxy.nativeSidecar'))
    return { initContainers: [init, proxy, ...initContainers], containers };
  return {
    initContainers: [...initContainers, init],
    containers: isSet(values, 'proxy.await') ? [proxy, ...containers] : [...containers, proxy],
  };
}

/** What is taken over from the pod's first container: its capabilities, and where its token is. */
function withContainers(values: Values, template: Fields): Values {
  const containers = listOf(at(template, 'spec', 'containers')).map(fieldsOf);
  const [first] = containers;
  const capabilities = at(first, 'securityContext', 'capabilities');
  const mount = containers
    .flatMap((one) => listOf(one['volumeMounts']).map(fieldsOf))
    .find((one) => textOf(one['mountPath']) === '/var/run/secrets/kubernetes.io/serviceaccount');
  let result = values;
  for (const [path, value] of [
    ['capabilities', capabilities],
    ['saMountPath', mount],
  ] as const) {
    if (value === undefined) continue;
    if (valueAt(values, `proxy.${path}`) === null)
      result = withValue(result, `proxy.${path}`, value);
    if (valueAt(values, `proxyInit.${path}`) === null)
      result = withValue(result, `proxyInit.${path}`, value);
  }
  return result;
}
