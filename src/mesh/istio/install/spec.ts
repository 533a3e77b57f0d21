import { at, type Fields, fieldsOf, isFields, listOf, textOf } from '#cluster/api/json.ts';
import { checkFields } from './known-fields.ts';
import { defaultSpec, otherProfiles, profiles } from './profiles.ts';
import { merged, scalarAt, SpecError, withSetting } from './settings.ts';

/** An IstioOperator, complete: what the manifests are made from. */
export interface InstallSpec {
  readonly profile: string;
  readonly namespace: string;
  readonly revision: string;
  readonly hub: string;
  readonly tag: string;
  readonly components: Fields;
  readonly meshConfig: Fields;
  readonly values: Fields;
}

/** What is laid over the profile: `spec` of each file, then the `--set` of the line. */
export interface Inputs {
  readonly files: readonly Fields[];
  readonly settings: readonly string[];
}

/** Asked for and understood, but nothing here does it. */
export class NotInCourse extends Error {
  override name = 'NotInCourse';
}

/**
 * The settings that this installation heeds; `meshConfig` is handed on whole.
 * What the real one knows besides is refused in the course's own words rather than ignored.
 */
const heeded: readonly RegExp[] = [
  /^(profile|hub|tag|revision|namespace|installPackagePath)$/,
  /^meshConfig(\.|$)/,
  /^components\.(base|pilot|cni|ztunnel)\.enabled$/,
  /^components\.pilot\.k8s\.(env|resources|replicaCount)(\.|$)/,
  /^components\.(in|e)gressGateways\.\d+\.(name|enabled|label(\..*)?)$/,
  /^components\.(in|e)gressGateways\.\d+\.k8s\.(resources|replicaCount|service)(\.|$)/,
  /^values\.(profile|defaultRevision|revision)$/,
  /^values\.global\.(hub|tag|variant|imagePullPolicy|istioNamespace|meshID|network|logAsJson|platform)$/,
  /^values\.global\.(logging\.level|multiCluster\.clusterName|defaultPodDisruptionBudget\.enabled)$/,
  /^values\.global\.proxy\.(autoInject|clusterDomain|componentLogLevel|excludeIPRanges|excludeInboundPorts|excludeOutboundPorts|holdApplicationUntilProxyStarts|image|includeIPRanges|includeInboundPorts|includeOutboundPorts|logLevel|privileged|readiness\w+|statusPort|tracer)$/,
  /^values\.global\.proxy\.(resources|startupProbe)(\.|$)/,
  /^values\.pilot\.(autoscaleEnabled|autoscaleMax|autoscaleMin|replicaCount|traceSampling)$/,
  /^values\.pilot\.(env|resources|cpu)(\.|$)/,
  /^values\.gateways\.istio-(in|e)gressgateway\.(autoscaleEnabled|autoscaleMax|autoscaleMin|type|loadBalancerIP|externalTrafficPolicy)$/,
  /^values\.gateways\.istio-(in|e)gressgateway\.(resources|ports|serviceAnnotations|podAnnotations)(\.|$)/,
  /^values\.sidecarInjectorWebhook\.(enableNamespacesByDefault|rewriteAppHTTPProbe)$/,
];

/** operator/pkg/render: MergeInputs, then its validation. Throws a SpecError, or a NotInCourse. */
export function readSpec({ files, settings }: Inputs): InstallSpec {
  const given = settings.reduce<Fields>(
    (spec, setting) => withSetting(spec, setting),
    files.reduce<Fields>(merged, {}),
  );
  const profile = textOf(given['profile']) || 'default';
  const own = profiles[profile];
  if (own === undefined) {
    if (otherProfiles.includes(profile))
      throw new NotInCourse(`le profil ${profile} d’istioctl install`);
    throw new SpecError(
      `merge inputs: profile "${profile}" not found: open profiles/${profile}.yaml: file does not exist`,
    );
  }
  checkFields(given);
  checkHeeded(given, '');
  return complete(profile, merged(merged(defaultSpec, own), given));
}

function checkHeeded(value: unknown, path: string): void {
  if (path !== '' && heeded.some((pattern) => pattern.test(path))) return;
  const entries = Array.isArray(value) ? Object.entries(value) : Object.entries(fieldsOf(value));
  if (entries.length === 0 && path !== '' && !isFields(value))
    throw new NotInCourse(`le réglage ${path} d’istioctl install`);
  for (const [key, inner] of entries) checkHeeded(inner, path === '' ? key : `${path}.${key}`);
}

function complete(profile: string, spec: Fields): InstallSpec {
  const values = fieldsOf(spec['values']);
  const namespace =
    textOf(spec['namespace']) || textOf(at(values, 'global', 'istioNamespace')) || 'istio-system';
  const revision = textOf(spec['revision']) || textOf(values['revision']);
  const address = `istiod${revision === '' ? '' : `-${revision}`}.${namespace}.svc:15012`;
  const given = fieldsOf(spec['meshConfig']);
  return {
    profile,
    namespace,
    revision,
    hub: textOf(at(values, 'global', 'hub')) || textOf(spec['hub']),
    tag: scalarAt(values, 'global', 'tag') || scalarAt(spec, 'tag'),
    components: fieldsOf(spec['components']),
    meshConfig: merged(given, {
      defaultConfig: merged(fieldsOf(given['defaultConfig']), { discoveryAddress: address }),
      rootNamespace: namespace,
    }),
    values,
  };
}

/** A component is on: `isEnabled(spec, 'pilot')`. */
export function isEnabled({ components }: InstallSpec, component: string): boolean {
  return at(components, component, 'enabled') === true;
}

export interface GatewayComponent {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly k8s: Fields;
}

const usualNames = {
  ingressGateways: 'istio-ingressgateway',
  egressGateways: 'istio-egressgateway',
};

/** The gateways that are on, of one sort. */
export function gatewaysOf(
  { components }: InstallSpec,
  sort: 'ingressGateways' | 'egressGateways',
): readonly GatewayComponent[] {
  return listOf(components[sort])
    .map(fieldsOf)
    .filter((gateway) => gateway['enabled'] === true)
    .map((gateway) => ({
      name: textOf(gateway['name']) || usualNames[sort],
      labels: Object.fromEntries(
        Object.entries(fieldsOf(gateway['label'])).map(([key, value]) => [key, String(value)]),
      ),
      k8s: fieldsOf(gateway['k8s']),
    }));
}
