import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import { matchesLabels } from '#cluster/label-selector.ts';
import { matchesTerm } from '#cluster/scheduler/node-affinity.ts';
import { tolerates } from '#cluster/scheduler/taints.ts';
import type { Node, Pod } from './context.ts';

const always = ['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'];

/** AddOrUpdateDaemonPodTolerations (pkg/controller/daemon/util/daemonset_util.go). */
function daemonTolerations({ hostNetwork }: IPodSpec): IToleration[] {
  const exists = (name: string, effect: 'NoExecute' | 'NoSchedule'): IToleration => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect,
  });
  return [
    exists('not-ready', 'NoExecute'),
    exists('unreachable', 'NoExecute'),
    ...always.map((name) => exists(name, 'NoSchedule')),
    ...(hostNetwork ? [exists('network-unavailable', 'NoSchedule')] : []),
  ];
}

/** The template with the labels of its revision, bound to one node by affinity, as its tolerations allow. */
export function daemonTemplate(
  template: IPodTemplateSpec,
  labels: Readonly<Record<string, string>>,
  node?: string,
): IPodTemplateSpec {
  const spec = template.spec ?? { containers: [] };
  const added = daemonTolerations(spec);
  const isAdded = ({ key, effect }: IToleration): boolean =>
    added.some((one) => one.key === key && one.effect === effect);
  const kept = (spec.tolerations ?? []).filter((one) => !isAdded(one));
  const tolerations = [...kept, ...added];
  const bound = node === undefined ? {} : { affinity: boundTo(spec.affinity, node) };
  return {
    ...template,
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } },
    spec: { ...spec, ...bound, tolerations },
  };
}

/** ReplaceDaemonSetPodNodeNameNodeAffinity: the name replaces every term that is required. */
function boundTo(affinity: IPodSpec['affinity'], node: string): NonNullable<IPodSpec['affinity']> {
  const matchFields = [{ key: 'metadata.name', operator: 'In' as const, values: [node] }];
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
}

/** The node that a daemon pod is on, or is meant for. */
export function targetNode({ spec }: Pod): string {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const field = required?.nodeSelectorTerms[0]?.matchFields?.find(
    ({ key }) => key === 'metadata.name',
  );
  return spec?.nodeName ?? field?.values?.[0] ?? '';
}

/** NodeShouldRunDaemonPod: should it start there, and may it stay? */
export function nodeVerdict(
  template: IPodTemplateSpec,
  node: Node,
): { shouldRun: boolean; mayStay: boolean } {
  const { spec } = daemonTemplate(template, {});
  const required =
    template.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const isMatched =
    (!spec?.nodeName || spec.nodeName === node.metadata.name) &&
    matchesLabels(spec?.nodeSelector ?? {}, node.metadata.labels) &&
    (!required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node)));
  const refused = (node.spec?.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(spec?.tolerations ?? [], taint),
  );
  return {
    shouldRun: isMatched && refused.length === 0,
    mayStay: isMatched && !refused.some(({ effect }) => effect === 'NoExecute'),
  };
}
