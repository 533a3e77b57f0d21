/** Source: istio/istio pkg/config/analysis/analyzers/telemetry/providers.go, release-1.31. */
import { at, listOf } from '#cluster/api/json.ts';
import { parseSettings } from '#mesh/istio/settings-text.ts';
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

/** The text of the mesh's settings: to be made ready for before it is analyzed. */
export function meshSettings(maps: Snapshot['ConfigMap']): string | undefined {
  return maps.find(({ name, namespace }) => name === 'istio' && namespace === 'istio-system')?.body[
    'mesh'
  ];
}

/** Of access logs, in the mesh's settings. */
function hasDefaultProvider({ ConfigMap }: Snapshot): boolean {
  const mesh = meshSettings(ConfigMap);
  const settings = mesh === undefined ? undefined : parseSettings(mesh);
  return listOf(at(settings, 'defaultProviders', 'accessLogging')).length > 0;
}
