import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { type Annotations, injectAnnotation } from './annotations.ts';

/** Why a pod is left alone (pkg/inject/report.go), as events word it. */
export const reasons = {
  hostNetwork: 'hostNetwork is enabled',
  sidecar: 'pod has a sidecar injected already',
  unsupported: 'this resource kind is unsupported',
  absent: `neither the namespace nor the pod have the annotation "${injectAnnotation}:enabled"`,
  disabled: `pod has the annotation "${injectAnnotation}:disabled"`,
  invalidAtWorkload: `invalid value for annotation "${injectAnnotation}" at workload`,
  invalidAtNamespace: `invalid value for annotation "${injectAnnotation}" at namespace`,
} as const;

/** What a pod's template shows of itself. */
export interface PodReport {
  readonly hostNetwork: boolean;
  /** Of another mesh, or of this one. */
  readonly sidecar: boolean;
  readonly udp: boolean;
  readonly automountsToken: boolean;
}

export function reportOf(template: Fields): PodReport {
  const spec = fieldsOf(template['spec']);
  const containers = containersOf(spec);
  return {
    hostNetwork: spec['hostNetwork'] === true,
    sidecar: hasSidecar(spec),
    udp: containers.some((one) =>
      listOf(one['ports']).some((port) => fieldsOf(port)['protocol'] === 'UDP'),
    ),
    automountsToken: spec['automountServiceAccountToken'] !== false,
  };
}

function containersOf(spec: Fields): readonly Fields[] {
  return [...listOf(spec['containers']), ...listOf(spec['initContainers'])].map(fieldsOf);
}

/** pkg/healthcheck/sidecar.go: images and names of proxies, whoever's. */
function hasSidecar(spec: Fields): boolean {
  const images =
    /^(gcr\.io\/linkerd-io\/proxy|cr\.l5d\.io\/linkerd\/proxy|ghcr\.io\/linkerd\/proxy|gcr\.io\/istio-release\/proxyv2|docker\.io\/istio\/proxyv2|registry\.istio\.io\/release\/proxyv2|gcr\.io\/heptio-images\/contour|docker\.io\/envoyproxy\/envoy-alpine)[:@]/;
  const names = ['linkerd-proxy', 'linkerd-init', 'istio-proxy', 'istio-init', 'contour', 'envoy'];
  return containersOf(spec).some(
    (one) => images.test(textOf(one['image'])) || names.includes(textOf(one['name'])),
  );
}

/** Injected by the pod's annotation, else by the namespace's. */
export function injectability(
  report: PodReport,
  own: Annotations,
  namespace: Annotations,
): readonly string[] {
  const found: string[] = [];
  if (report.hostNetwork) found.push(reasons.hostNetwork);
  if (report.sidecar) found.push(reasons.sidecar);
  const asked = own[injectAnnotation];
  const inherited = namespace[injectAnnotation];
  if (asked !== undefined && !isChoice(asked)) found.push(reasons.invalidAtWorkload);
  else if (asked === 'disabled') found.push(reasons.disabled);
  else if (asked === undefined) {
    if (inherited !== undefined && !isChoice(inherited)) found.push(reasons.invalidAtNamespace);
    else if (inherited === undefined || inherited === 'disabled') found.push(reasons.absent);
  }
  return found;
}

function isChoice(text: string): boolean {
  return text === 'enabled' || text === 'ingress' || text === 'disabled';
}

/** Annotations of a template or of an object. */
export function annotationsOf(object: Fields): Annotations {
  return Object.fromEntries(
    Object.entries(fieldsOf(at(object, 'metadata', 'annotations'))).map(([key, value]) => [
      key,
      String(value),
    ]),
  );
}
