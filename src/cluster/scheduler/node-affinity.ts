import type { INodeSelectorTerm } from 'kubernetes-models/v1/NodeSelectorTerm';
import { matchesLabels, type Labels } from '#cluster/label-selector.ts';
import type { Node } from './node-load.ts';
import type { Pod } from './requests.ts';

/** nodeSelector and the required node affinity. */
export function matchesNode({ spec }: Pod, node: Node): boolean {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    matchesLabels(spec?.nodeSelector ?? {}, node.metadata.labels) &&
    (!required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node)))
  );
}

/** A term without any requirement matches nothing. */
export function matchesTerm(term: INodeSelectorTerm, { metadata }: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  return (
    matchExpressions.length + matchFields.length > 0 &&
    matchExpressions.every((one) => matchesRequirement(one, metadata.labels ?? {})) &&
    matchFields.every((one) => matchesRequirement(one, { 'metadata.name': metadata.name }))
  );
}

interface Requirement {
  key: string;
  operator: string;
  values?: readonly string[];
}

function matchesRequirement({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
  const has = Object.hasOwn(labels, key);
  const value = has ? (labels[key] ?? '') : '';
  switch (operator) {
    case 'In':
      return has && values.includes(value);
    case 'NotIn':
      return !has || !values.includes(value);
    case 'Exists':
      return has;
    case 'DoesNotExist':
      return !has;
    case 'Gt':
      return has && Number(value) > Number(values[0]);
    default:
      return has && Number(value) < Number(values[0]);
  }
}
