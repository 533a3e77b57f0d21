/** Source: istio/istio pkg/config/analysis/analyzers/deprecation/deprecation.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';

export const deprecatedFields: Analyzer = {
  name: 'deprecation.DeprecationAnalyzer',
  description: 'Checks for deprecated Istio types and fields',
  analyze: ({ VirtualService, Sidecar }, report) => {
    for (const service of VirtualService) {
      for (const { fault } of service.body.http ?? []) {
        if ((fault?.delay?.percent ?? 0) <= 0) continue;
        report('Deprecated', service, [
          'HTTPRoute.fault.delay.percent is deprecated; use HTTPRoute.fault.delay.percentage',
        ]);
      }
    }
    for (const sidecar of Sidecar) {
      if (!sidecar.body.outboundTrafficPolicy?.egressProxy) continue;
      report('Deprecated', sidecar, ['OutboundTrafficPolicy.EgressProxy ignored']);
    }
  },
};
