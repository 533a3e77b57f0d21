import { matchesLabels } from '#cluster/label-selector.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { sortedByAge } from '#mesh/istio/pilot/model/sources.ts';
import type { TelemetrySpec } from '#mesh/istio/resources.ts';

/** The root namespace's, the proxy's namespace's, and the first that selects the workload: pilot/pkg/model/telemetry.go (v1.31). */
export function telemetryLevels({ push, node, mesh }: Build): readonly TelemetrySpec[] {
  const all = sortedByAge(push.sources.configs['telemetries.telemetry.istio.io']);
  const labelsOf = ({ selector }: TelemetrySpec) => selector?.matchLabels ?? {};
  const ofNamespace = (namespace: string): TelemetrySpec | undefined =>
    all.find(
      ({ namespace: own, spec }) => own === namespace && Object.keys(labelsOf(spec)).length === 0,
    )?.spec;
  const selected = all.find(
    ({ namespace, spec }) =>
      namespace === node.namespace &&
      Object.keys(labelsOf(spec)).length > 0 &&
      matchesLabels(labelsOf(spec), node.labels),
  )?.spec;
  const levels = [
    ofNamespace(mesh.rootNamespace),
    ...(node.namespace === mesh.rootNamespace ? [] : [ofNamespace(node.namespace)]),
    selected,
  ];
  return levels.filter((spec) => spec !== undefined);
}
