/** Source: istio/istio pkg/config/analysis/analyzers/telemetry/providers.go, release-1.31. */
import { parse } from 'yaml';
import { at, listOf } from '#cluster/api/json.ts';
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import type { Snapshot } from '#mesh/istio/analysis/resource.ts';

export const telemetryProviders: Analyzer = {
  name: 'telemetry.ProviderAnalyzer',
  description: 'Validates that providers in telemery resource is valid',
  analyze: (snapshot, report) => {
    if (hasDefaultProvider(snapshot)) return;
    for (const telemetry of snapshot.Telemetry) {
      const { name, namespace, body } = telemetry;
      const isEmpty = body.accessLogging?.some(({ providers = [] }) => providers.length === 0);
      if (isEmpty) report('InvalidTelemetryProvider', telemetry, [name, namespace]);
    }
  },
};

/** Of access logs, in the mesh's settings. */
function hasDefaultProvider({ ConfigMap }: Snapshot): boolean {
  const mesh = ConfigMap.find(
    ({ name, namespace }) => name === 'istio' && namespace === 'istio-system',
  )?.body['mesh'];
  const settings: unknown = mesh === undefined ? undefined : parse(mesh);
  return listOf(at(settings, 'defaultProviders', 'accessLogging')).length > 0;
}
