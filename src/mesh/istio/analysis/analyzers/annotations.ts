/** Source: istio/istio pkg/config/analysis/analyzers/annotations, istio/api annotation/annotations.gen.go, release-1.31. */
import { annotationProblem } from '#mesh/istio/inject/annotations.ts';
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import type { Resource } from '#mesh/istio/analysis/resource.ts';

/** Those of Istio's, by the kind that they belong to; `Any` holds for all. */
const names: Readonly<Record<string, string>> = {
  Any: 'galley.istio.io/analyze-suppress gateway.istio.io/controller-version',
  AuthorizationPolicy: 'istio.io/dry-run',
  'GatewayClass, Gateway': 'ambient.istio.io/waypoint-inbound-binding',
  Gateway:
    'gateway.istio.io/name-override gateway.istio.io/service-account networking.istio.io/service-type',
  Ingress: 'kubernetes.io/ingress.class',
  Namespace: 'topology.istio.io/controlPlaneClusters',
  Service:
    'alpha.istio.io/canonical-serviceaccounts alpha.istio.io/kubernetes-serviceaccounts networking.istio.io/exportTo traffic.istio.io/nodeSelector',
  'Service, ServiceEntry': 'networking.istio.io/traffic-distribution',
  WorkloadEntry:
    'istio.io/autoRegistrationGroup istio.io/connectedAt istio.io/disconnectedAt istio.io/workloadController',
  Pod: [
    'ambient.istio.io/bypass-inbound-capture ambient.istio.io/redirection inject.istio.io/templates istio.io/rev',
    'prometheus.istio.io/merge-metrics proxy.istio.io/config proxy.istio.io/overrides',
    ...withPrefix(
      'readiness.status.sidecar.istio.io/',
      'applicationPorts failureThreshold initialDelaySeconds periodSeconds',
    ),
    ...withPrefix(
      'sidecar.istio.io/',
      'agentLogLevel bootstrapOverride componentLogLevel discoveryAddress enableCoreDump extraStatTags inject interceptionMode logLevel nativeSidecar proxyCPU proxyCPULimit proxyImage proxyImageType proxyMemory proxyMemoryLimit rewriteAppHTTPProbers statsHistogramBuckets statsInclusionPrefixes statsInclusionRegexps statsInclusionSuffixes status userVolume userVolumeMount',
    ),
    'status.sidecar.istio.io/port',
    ...withPrefix(
      'traffic.sidecar.istio.io/',
      'excludeInboundPorts excludeInterfaces excludeOutboundIPRanges excludeOutboundPorts includeInboundPorts includeOutboundIPRanges includeOutboundPorts kubevirtInterfaces',
    ),
  ].join(' '),
};

function withPrefix(prefix: string, list: string): readonly string[] {
  return list.split(' ').map((name) => prefix + name);
}

const places = new Map(
  Object.entries(names).flatMap(([kinds, list]) =>
    list.split(' ').map((name) => [name, kinds.split(', ')] as const),
  ),
);

const inject = 'sidecar.istio.io/inject';
const deprecated: ReadonlySet<string> = new Set([
  'alpha.istio.io/canonical-serviceaccounts',
  'alpha.istio.io/kubernetes-serviceaccounts',
  'sidecar.istio.io/discoveryAddress',
  'sidecar.istio.io/extraStatTags',
  inject,
  ...withPrefix('sidecar.istio.io/statsInclusion', 'Prefixes Regexps Suffixes'),
]);

/** Nothing is said of what may be newer than the list above. */
const unsure =
  /^(ambient|install\.operator|internal|topology)\.istio\.io\/|^istio\.io\/|^sidecar\.istio\.io\/stats|^networking\.istio\.io\/address/;

export const annotations: Analyzer = {
  name: 'annotations.K8sAnalyzer',
  description: 'Checks for misplaced and invalid Istio annotations in Kubernetes resources',
  analyze: ({ Namespace, Service, Pod, Deployment }, report) => {
    for (const resource of [...Namespace, ...Service, ...Pod, ...Deployment]) {
      for (const [name, value] of Object.entries(resource.annotations)) {
        if (isIstio(name)) judge(resource, [name, value], report);
      }
    }
  },
};

function isIstio(name: string): boolean {
  return name === 'kubernetes.io/ingress.class' || (name.split('/')[0] ?? '').endsWith('istio.io');
}

function judge(
  resource: Resource,
  [name, value]: readonly [name: string, value: string],
  report: Report,
): void {
  const at = ['metadata', 'annotations', name];
  const kinds = places.get(name);
  if (!kinds) {
    if (!unsure.test(name)) report('UnknownAnnotation', resource, [name], at);
    return;
  }
  // Who has the label too knows.
  const isKnown = name === inject && inject in resource.labels;
  if (deprecated.has(name) && !isKnown) {
    const instead = name === inject ? ` in favor of the "${inject}" label` : '';
    report('DeprecatedAnnotation', resource, [name, instead], at);
  }
  if (kinds.includes('Any')) return;
  if (!kinds.includes(resource.kind)) {
    report('MisplacedAnnotation', resource, [name, kinds.join(', ')], at);
    return;
  }
  const problem = annotationProblem(name, value);
  if (problem !== undefined) report('InvalidAnnotation', resource, [name, problem], at);
}
