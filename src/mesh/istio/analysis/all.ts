import type { Analyzer } from './analyzer.ts';
import { annotations } from './analyzers/annotations.ts';
import { authorizationPolicies } from './analyzers/authorization.ts';
import { applicationUid, serviceAssociation } from './analyzers/deployment.ts';
import { deprecatedFields } from './analyzers/deprecation.ts';
import { caCertificates, subsetPods } from './analyzers/destination-rule.ts';
import {
  conflictingGateways,
  gatewayCertificates,
  gatewayPorts,
  gatewaySecrets,
} from './analyzers/gateway.ts';
import { imageAuto } from './analyzers/image-auto.ts';
import { injection, injectionImage } from './analyzers/injection.ts';
import { schemaAnalyzers } from './analyzers/schema.ts';
import { telemetryProviders } from './analyzers/telemetry-providers.ts';
import { portNames, serviceEntryAddresses } from './analyzers/service.ts';
import {
  conflictingMeshGatewayHosts,
  destinationHosts,
  destinationSubsets,
  gateways,
  jwtClaimRoutes,
  regexes,
} from './analyzers/virtual-service.ts';
import { webhooks } from './analyzers/webhook.ts';
import {
  sidecarDefaults,
  sidecarSelectors,
  telemetryDefaults,
  telemetrySelectors,
} from './analyzers/workload-selectors.ts';

/** In the order of istio/istio pkg/config/analysis/analyzers/all.go. */
export const analyzers: readonly Analyzer[] = [
  annotations,
  authorizationPolicies,
  serviceAssociation,
  applicationUid,
  deprecatedFields,
  gatewayPorts,
  gatewayCertificates,
  gatewaySecrets,
  conflictingGateways,
  injection,
  injectionImage,
  imageAuto,
  portNames,
  sidecarDefaults,
  sidecarSelectors,
  conflictingMeshGatewayHosts,
  destinationHosts,
  destinationSubsets,
  gateways,
  jwtClaimRoutes,
  regexes,
  caCertificates,
  subsetPods,
  serviceEntryAddresses,
  webhooks,
  telemetryProviders,
  telemetrySelectors,
  telemetryDefaults,
  ...schemaAnalyzers,
];
