import type { Analyzer } from './analyzer.ts';
import { authorizationPolicies } from './analyzers/authorization.ts';
import { applicationUid, serviceAssociation } from './analyzers/deployment.ts';
import { deprecatedFields } from './analyzers/deprecation.ts';
import { caCertificates, subsetPods } from './analyzers/destination-rule.ts';
import { conflictingGateways, gatewayPorts, gatewaySecrets } from './analyzers/gateway.ts';
import { injection, injectionImage } from './analyzers/injection.ts';
import { schemaAnalyzers } from './analyzers/schema.ts';
import { portNames, serviceEntryAddresses } from './analyzers/service.ts';
import {
  conflictingMeshGatewayHosts,
  destinationHosts,
  destinationSubsets,
  gateways,
  jwtClaimRoutes,
} from './analyzers/virtual-service.ts';
import { webhooks } from './analyzers/webhook.ts';
import {
  sidecarSelectors,
  telemetryDefaults,
  telemetrySelectors,
} from './analyzers/workload-selectors.ts';

/** What usual mistakes are found by; in the order of istio/istio pkg/config/analysis/analyzers/all.go. */
export const usualAnalyzers: readonly Analyzer[] = [
  authorizationPolicies,
  serviceAssociation,
  applicationUid,
  deprecatedFields,
  gatewayPorts,
  gatewaySecrets(() => true),
  conflictingGateways,
  injection,
  injectionImage,
  portNames,
  sidecarSelectors,
  conflictingMeshGatewayHosts,
  destinationHosts,
  destinationSubsets,
  gateways,
  jwtClaimRoutes,
  caCertificates,
  subsetPods,
  serviceEntryAddresses,
  webhooks,
  telemetrySelectors,
  telemetryDefaults,
  ...schemaAnalyzers,
];
