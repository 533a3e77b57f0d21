import type { Analyzer } from './analyzer.ts';
import { annotations } from './analyzers/annotations.ts';
import { blockedCidrs } from './analyzers/blocked-cidrs.ts';
import { conditions } from './analyzers/conditions.ts';
import { gatewaySecrets } from './analyzers/gateway.ts';
import { gatewayCertificates, isCertificate } from './analyzers/gateway-certificates.ts';
import { gatewaySelectors } from './analyzers/gateway-selectors.ts';
import { imageAuto } from './analyzers/image-auto.ts';
import { serviceEntryProtocols } from './analyzers/service-entry-protocols.ts';
import { telemetryProviders } from './analyzers/telemetry-providers.ts';
import { usualAnalyzers } from './usual.ts';

const secrets = gatewaySecrets(isCertificate);

/** Every one that is simulated; what they say is sorted afterwards. */
export const analyzers: readonly Analyzer[] = [
  annotations,
  blockedCidrs,
  conditions,
  ...usualAnalyzers.map((one) => (one.name === secrets.name ? secrets : one)),
  gatewayCertificates,
  gatewaySelectors,
  imageAuto,
  serviceEntryProtocols,
  telemetryProviders,
];
