import { type Fields, isFields } from '#cluster/api/json.ts';
import { SpecError } from './settings.ts';

/**
 * The fields of an IstioOperator's `spec` and of `values`, by protobuf message (istio/istio: operator/pkg/apis/types.go and
 * values_types.proto, 1.31). `name:Message` is read further, a plain name is not.
 */
const messages: Readonly<Record<string, string>> = {
  IstioOperatorSpec:
    'profile installPackagePath hub tag namespace revision compatibilityVersion meshConfig components:IstioComponentSpec values unvalidatedValues',
  IstioComponentSpec:
    'base:BaseComponent pilot:BaseComponent cni:BaseComponent ztunnel:BaseComponent istiodRemote:BaseComponent ingressGateways[]:GatewayComponentSpec egressGateways[]:GatewayComponentSpec',
  BaseComponent: 'enabled namespace hub tag k8s:KubernetesResources',
  GatewayComponentSpec: 'enabled namespace hub tag k8s:KubernetesResources name label',
  KubernetesResources:
    'affinity env hpaSpec imagePullPolicy nodeSelector podDisruptionBudget podAnnotations priorityClassName readinessProbe replicaCount resources service serviceAnnotations securityContext strategy tolerations overlays volumes volumeMounts',
  Values:
    'cni:CNIConfig gateways:GatewaysConfig global:GlobalConfig pilot:PilotConfig ztunnelVersion telemetry:TelemetryConfig sidecarInjectorWebhook:SidecarInjectorConfig istio_cni:CNIUsageConfig revision ownerName meshConfig base:BaseConfig istiodRemote:IstiodRemoteConfig revisionTags defaultRevision profile compatibilityVersion experimental gatewayClasses ztunnel',
  GlobalConfig:
    'arch certSigners configRootNamespace configValidation defaultConfigVisibilitySettings defaultNodeSelector defaultPodDisruptionBudget defaultResources defaultTolerations hub imagePullPolicy imagePullSecrets istioNamespace logAsJson logging meshID meshNetworks mountMtlsCerts multiCluster network podDNSSearchNamespaces omitSidecarInjectorConfigMap operatorManageWebhooks priorityClassName proxy:ProxyConfig proxy_init sds tag variant tracer remotePilotAddress istiod pilotCertProvider jwtPolicy sts revision externalIstiod configCluster caAddress caName platform ipFamilies ipFamilyPolicy waypoint nativeNftables networkPolicy resourceScope trustBundleName agentgateway enabled',
  ProxyConfig:
    'autoInject clusterDomain componentLogLevel enableCoreDump excludeInboundPorts excludeIPRanges image includeIPRanges includeInboundPorts includeOutboundPorts logLevel outlierLogPath privileged readinessInitialDelaySeconds readinessPeriodSeconds readinessFailureThreshold startupProbe statusPort tracer excludeOutboundPorts lifecycle holdApplicationUntilProxyStarts resources seccompProfile variant',
  PilotConfig:
    'enabled autoscaleEnabled autoscaleMin autoscaleMax autoscaleBehavior replicaCount image traceSampling resources cpu nodeSelector keepaliveMaxServerConnectionAge deploymentLabels podLabels configMap env affinity rollingMaxSurge rollingMaxUnavailable tolerations podAnnotations serviceAnnotations serviceAccountAnnotations jwksResolverExtraRootCA hub tag variant seccompProfile topologySpreadConstraints extraContainerArgs volumeMounts volumes ipFamilies ipFamilyPolicy memory cni taint trustedZtunnelNamespace trustedZtunnelName envVarFrom crlConfigMapName crls initContainers',
  GatewaysConfig:
    'istio-egressgateway:EgressGatewayConfig istio-ingressgateway:IngressGatewayConfig securityContext seccompProfile',
  EgressGatewayConfig:
    'autoscaleEnabled autoscaleMax autoscaleMin memory cpu customService enabled env labels name nodeSelector podAnnotations podAntiAffinityLabelSelector podAntiAffinityTermLabelSelector ports resources secretVolumes serviceAnnotations type tolerations rollingMaxSurge rollingMaxUnavailable configVolumes additionalContainers runAsRoot injectionTemplate serviceAccount ipFamilies ipFamilyPolicy',
  IngressGatewayConfig:
    'autoscaleEnabled autoscaleMax autoscaleMin memory cpu customService enabled env labels loadBalancerIP loadBalancerSourceRanges name nodeSelector podAnnotations podAntiAffinityLabelSelector podAntiAffinityTermLabelSelector ports replicaCount resources secretVolumes serviceAnnotations type rollingMaxSurge rollingMaxUnavailable externalTrafficPolicy tolerations ingressPorts additionalContainers configVolumes runAsRoot injectionTemplate serviceAccount ipFamilies ipFamilyPolicy',
  SidecarInjectorConfig:
    'enableNamespacesByDefault reinvocationPolicy neverInjectSelector alwaysInjectSelector rewriteAppHTTPProbe injectedAnnotations injectionURL templates defaultTemplates',
};

/** Refuses what the messages do not have: `values` as protojson words it, the rest as encoding/json does. */
export function checkFields(spec: Fields): void {
  check(spec, 'IstioOperatorSpec', (name) => `could not unmarshal: json: unknown field "${name}"`);
  const { values } = spec;
  if (isFields(values))
    check(
      values,
      'Values',
      (name, message) =>
        `could not unmarshal: error unmarshaling JSON: while decoding JSON: unknown field "${name}" in istio.operator.v1alpha1.${message}`,
    );
}

function check(
  fields: Fields,
  message: string,
  word: (name: string, message: string) => string,
): void {
  const known = messages[message];
  if (known === undefined) return;
  const parts = new Map(
    known.split(' ').map((part) => {
      const [name = '', inner] = part.split(':');
      return [name.replace('[]', ''), inner];
    }),
  );
  for (const [name, value] of Object.entries(fields)) {
    if (!parts.has(name)) throw new SpecError(word(name, message));
    const inner = parts.get(name);
    if (inner === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value])
      if (isFields(item)) check(item, inner, word);
  }
}
