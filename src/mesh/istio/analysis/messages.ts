/**
 * What `istioctl analyze` says: code, level and text of each message.
 * Source: istio/istio pkg/config/analysis/msg/messages.yaml, release-1.31.
 */
export type Level = 'Info' | 'Warning' | 'Error';

export interface MessageType {
  readonly code: string;
  readonly level: Level;
  /** With Go's verbs: %s, %d, %v and %q. */
  readonly template: string;
}

export type Argument = string | number | readonly (string | number)[];

const type = (code: number, level: Level, template: string): MessageType => ({
  code: `IST${String(code).padStart(4, '0')}`,
  level,
  template,
});

const imageAuto =
  '%s %s contains `image: auto` but does not match any Istio injection webhook selectors.';

export const messageTypes = {
  Deprecated: type(2, 'Warning', 'Deprecated: %s'),
  ReferencedResourceNotFound: type(101, 'Error', 'Referenced %s not found: %q'),
  NamespaceNotInjected: type(
    102,
    'Info',
    "The namespace is not enabled for Istio injection. Run 'kubectl label namespace %s istio-injection=enabled' to enable it, or 'kubectl label namespace %s istio-injection=disabled' to explicitly mark it as not needing injection.",
  ),
  PodMissingProxy: type(
    103,
    'Warning',
    'The pod %s is missing the Istio proxy. This can often be resolved by restarting or redeploying the workload.',
  ),
  SchemaValidationError: type(106, 'Error', 'Schema validation error: %v'),
  MisplacedAnnotation: type(107, 'Warning', 'Misplaced annotation: %s can only be applied to %s'),
  UnknownAnnotation: type(108, 'Warning', 'Unknown annotation: %s'),
  ConflictingMeshGatewayVirtualServiceHosts: type(
    109,
    'Error',
    'The VirtualServices %s associated with mesh gateway define the same host %s which can lead to undefined behavior. This can be fixed by merging the conflicting VirtualServices into a single resource.',
  ),
  ConflictingSidecarWorkloadSelectors: type(
    110,
    'Error',
    'The Sidecars %v in namespace %q select the same workload pod %q, which can lead to undefined behavior.',
  ),
  MultipleSidecarsWithoutWorkloadSelectors: type(
    111,
    'Error',
    'The Sidecars %v in namespace %q have no workload selector, which can lead to undefined behavior.',
  ),
  VirtualServiceDestinationPortSelectorRequired: type(
    112,
    'Error',
    'This VirtualService routes to a service %q that exposes multiple ports %v. Specifying a port in the destination is required to disambiguate.',
  ),
  DeploymentAssociatedToMultipleServices: type(
    116,
    'Warning',
    'This deployment %s is associated with multiple services using port %d but different protocols: %v',
  ),
  PortNameIsNotUnderNamingConvention: type(
    118,
    'Info',
    "Port name %s (port: %d, targetPort: %s) doesn't follow the naming convention of Istio port.",
  ),
  NamespaceMultipleInjectionLabels: type(
    123,
    'Warning',
    'The namespace has more than one type of injection labels %v, which may lead to undefined behavior. Make sure only one injection label exists.',
  ),
  InvalidAnnotation: type(125, 'Warning', 'Invalid annotation %s: %s'),
  NoMatchingWorkloadsFound: type(
    127,
    'Warning',
    'No matching workloads for this resource with the following labels: %s',
  ),
  NoServerCertificateVerificationDestinationLevel: type(
    128,
    'Warning',
    'DestinationRule %s in namespace %s has TLS mode set to %s but no caCertificates are set to validate server identity for host: %s',
  ),
  NoServerCertificateVerificationPortLevel: type(
    129,
    'Warning',
    'DestinationRule %s in namespace %s has TLS mode set to %s but no caCertificates are set to validate server identity for host: %s at port %s',
  ),
  VirtualServiceUnreachableRule: type(130, 'Warning', 'VirtualService rule %v not used (%s).'),
  VirtualServiceIneffectiveMatch: type(
    131,
    'Info',
    'VirtualService rule %v match %v is not used (duplicate/overlapping match in rule %v).',
  ),
  VirtualServiceHostNotFoundInGateway: type(
    132,
    'Warning',
    'one or more host %v defined in VirtualService %s not found in Gateway %s.',
  ),
  SchemaWarning: type(133, 'Warning', 'Schema validation warning: %v'),
  ServiceEntryAddressesRequired: type(
    134,
    'Warning',
    'ServiceEntry addresses are required for this protocol.',
  ),
  DeprecatedAnnotation: type(
    135,
    'Info',
    'Annotation %q has been deprecated%s and may not work in future Istio versions.',
  ),
  DeploymentConflictingPorts: type(
    137,
    'Warning',
    'This deployment %s is associated with multiple services %v using targetPort %q but different ports: %v.',
  ),
  GatewayDuplicateCertificate: type(
    138,
    'Warning',
    'Duplicate certificate in multiple gateways %v may cause 404s if clients re-use HTTP2 connections.',
  ),
  InvalidWebhook: type(139, 'Error', '%v'),
  IngressRouteRulesNotAffected: type(
    140,
    'Warning',
    'Subset in virtual service %s has no effect on ingress gateway %s requests',
  ),
  InvalidApplicationUID: type(
    144,
    'Warning',
    'User ID (UID) 1337 is reserved for the sidecar proxy.',
  ),
  ConflictingGateways: type(
    145,
    'Error',
    'Conflict with gateways %s (workload selector %s, port %s, hosts %v).',
  ),
  ImageAutoWithoutInjectionWarning: type(146, 'Warning', imageAuto),
  ImageAutoWithoutInjectionError: type(147, 'Error', imageAuto),
  NamespaceInjectionEnabledByDefault: type(
    148,
    'Info',
    'is enabled for Istio injection, as Istio is installed with enableNamespacesByDefault as true.',
  ),
  JwtClaimBasedRoutingWithoutRequestAuthN: type(
    149,
    'Error',
    'The virtual service uses the JWT claim based routing (key: %s) but found no request authentication for the gateway (%s) pod (%s). The request authentication must first be applied for the gateway pods to validate the JWT token and make the claims available for routing.',
  ),
  ExternalNameServiceTypeInvalidPortName: type(
    150,
    'Warning',
    'Port name for ExternalName service is invalid. Proxy may prevent tcp named ports and unmatched traffic for ports serving TCP protocol from being forwarded correctly',
  ),
  InvalidTelemetryProvider: type(
    157,
    'Warning',
    'The Telemetry %v in namespace %q with empty providers will be ignored.',
  ),
  PodsIstioProxyImageMismatchInNamespace: type(
    158,
    'Warning',
    'The Istio proxy images of the pods running in the namespace do not match the image defined in the injection configuration (pod names: %v). This often happens after upgrading the Istio control-plane and can be fixed by redeploying the pods.',
  ),
  ConflictingTelemetryWorkloadSelectors: type(
    159,
    'Error',
    'The Telemetries %v in namespace %q select the same workload pod %q, which can lead to undefined behavior.',
  ),
  MultipleTelemetriesWithoutWorkloadSelectors: type(
    160,
    'Error',
    'The Telemetries %v in namespace %q have no workload selector, which can lead to undefined behavior.',
  ),
  InvalidGatewayCredential: type(
    161,
    'Error',
    'The credential referenced by the Gateway %s in namespace %s is invalid, which can cause the traffic not to work as expected.',
  ),
  GatewayPortNotDefinedOnService: type(
    162,
    'Warning',
    'The gateway is listening on a target port (port %d) that is not defined in the Service associated with its workload instances (Pod selector %s). If you need to access the gateway port through the gateway Service, it will not be available.',
  ),
  ReferencedInternalGateway: type(
    165,
    'Warning',
    'Gateway reference in VirtualService %s is to an implementation-generated internal Gateway: %s.',
  ),
  IneffectiveSelector: type(
    166,
    'Warning',
    'Ineffective selector on Kubernetes Gateway %s. Use the TargetRef field instead.',
  ),
  NegativeConditionStatus: type(
    171,
    'Warning',
    'A condition with a negative status is present: type=%s, reason=%s, message=%s.',
  ),
  DestinationRuleSubsetNotSelectPods: type(
    173,
    'Error',
    'The Subset %s defined in the DestinationRule does not select any pods. Which may lead to 503 UH (NoHealthyUpstream).',
  ),
  UnknownDestinationRuleHost: type(
    174,
    'Warning',
    'The host %s defined in the DestinationRule does not match any services in the mesh.',
  ),
  JwksUriFetchUnrestricted: type(
    175,
    'Warning',
    'BLOCKED_CIDRS_IN_JWKS_URIS is not configured but %d RequestAuthentication resource(s) exist (%s). Consider configuring it to restrict JWKS URI fetches to trusted networks.',
  ),
  ConflictingServiceEntryProtocol: type(
    177,
    'Warning',
    'Multiple ServiceEntries (%s) define the same host %q and port %d with conflicting protocols (%s).',
  ),
} as const satisfies Record<string, MessageType>;

export type MessageName = keyof typeof messageTypes;

/** The text of a message, its arguments printed as Go's fmt prints them. */
export function messageText(name: MessageName, values: readonly Argument[]): string {
  const rest = [...values];
  return messageTypes[name].template.replace(/%[sdvq]/g, (verb) => {
    const value = rest.shift() ?? '';
    if (verb === '%q') return JSON.stringify(String(value));
    return typeof value === 'object' ? `[${value.join(' ')}]` : String(value);
  });
}
