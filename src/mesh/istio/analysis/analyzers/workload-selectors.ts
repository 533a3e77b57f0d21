/** Source: istio/istio pkg/config/analysis/analyzers/{sidecar,telemetry}, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import { firstLabel, selects, selectorText } from '#mesh/istio/analysis/labels.ts';
import type { MessageName } from '#mesh/istio/analysis/messages.ts';
import type { Resource, Snapshot } from '#mesh/istio/analysis/resource.ts';

type Selector = Readonly<Record<string, string>>;

/** What one namespace may have once: one default, and one per pod. */
interface Rule<K extends 'Sidecar' | 'Telemetry'> {
  readonly kind: K;
  readonly selectorOf: (resource: Resource<K>) => Selector;
  readonly field: readonly string[];
  readonly conflict: MessageName;
  readonly several: MessageName;
}

const sidecarRule: Rule<'Sidecar'> = {
  kind: 'Sidecar',
  selectorOf: ({ body }) => body.workloadSelector?.labels ?? {},
  field: ['spec', 'workloadSelector', 'labels'],
  conflict: 'ConflictingSidecarWorkloadSelectors',
  several: 'MultipleSidecarsWithoutWorkloadSelectors',
};

const telemetryRule: Rule<'Telemetry'> = {
  kind: 'Telemetry',
  selectorOf: ({ body }) => body.selector?.matchLabels ?? {},
  field: ['spec', 'selector', 'matchLabels'],
  conflict: 'ConflictingTelemetryWorkloadSelectors',
  several: 'MultipleTelemetriesWithoutWorkloadSelectors',
};

export const sidecarSelectors: Analyzer = {
  name: 'sidecar.SelectorAnalyzer',
  description:
    "Validates that sidecars that define a workload selector match at least one pod, and that there aren't multiple sidecar resources that select overlapping pods",
  analyze: (snapshot, report) => {
    checkSelectors(sidecarRule, snapshot.Sidecar, { snapshot, report });
    checkDefaults(sidecarRule, snapshot.Sidecar, report);
  },
};

export const telemetrySelectors: Analyzer = {
  name: 'telemetry.SelectorAnalyzer',
  description:
    "Validates that telemetries that define a selector match at least one pod, and that there aren't multiple telemetry resources that select overlapping pods",
  analyze: (snapshot, report) =>
    checkSelectors(telemetryRule, snapshot.Telemetry, { snapshot, report }),
};

export const telemetryDefaults: Analyzer = {
  name: 'telemetry.DefaultSelectorAnalyzer',
  description: "Validates that there aren't multiple telemetry resources that have no selector",
  analyze: ({ Telemetry }, report) => checkDefaults(telemetryRule, Telemetry, report),
};

function checkSelectors<K extends 'Sidecar' | 'Telemetry'>(
  rule: Rule<K>,
  resources: readonly Resource<K>[],
  { snapshot, report }: { snapshot: Snapshot; report: Report },
): void {
  const withSelector = resources.filter((one) => selectorText(rule.selectorOf(one)) !== '');
  const isSelected = (one: Resource<K>, pod: Resource<'Pod'>) =>
    one.namespace === pod.namespace && selects(rule.selectorOf(one), pod.labels);
  for (const one of withSelector) {
    if (snapshot.Pod.some((pod) => isSelected(one, pod))) continue;
    const selector = rule.selectorOf(one);
    const at = [...rule.field, firstLabel(selector)];
    report('ReferencedResourceNotFound', one, ['selector', selectorText(selector)], at);
  }
  for (const pod of snapshot.Pod) {
    const rivals = withSelector.filter((one) => isSelected(one, pod));
    if (rivals.length < 2) continue;
    const names = rivals.map(({ name }) => name);
    for (const rival of rivals) {
      report(rule.conflict, rival, [names, pod.namespace, pod.name], ['metadata', 'name']);
    }
  }
}

function checkDefaults<K extends 'Sidecar' | 'Telemetry'>(
  rule: Rule<K>,
  resources: readonly Resource<K>[],
  report: Report,
): void {
  const defaults = resources.filter((one) => selectorText(rule.selectorOf(one)) === '');
  for (const one of defaults) {
    const rivals = defaults.filter(({ namespace }) => namespace === one.namespace);
    if (rivals.length < 2) continue;
    const names = rivals.map(({ name }) => name);
    report(rule.several, one, [names, one.namespace]);
  }
}
