import type { INamespaceCondition } from 'kubernetes-models/v1/NamespaceCondition';
import { byText } from '#cluster/text-order.ts';
import { findCondition } from './conditions.ts';

/** What is left of a namespace that is being deleted: `pods.` has 2 instances. */
export interface Remains {
  readonly resources: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
}

type Wanted = readonly [type: string, status: 'True' | 'False', reason: string, message: string];

const successes: readonly Wanted[] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    'False',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'False',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'False',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
];

/** status_condition_utils.go of pkg/controller/namespace/deletion. */
export function deletionConditions(
  before: readonly INamespaceCondition[],
  remains: Remains,
  now: string,
): INamespaceCondition[] {
  const wanted = [...successes, contentCondition(remains), finalizerCondition(remains)];
  const others = before.filter(({ type }) => !wanted.some(([name]) => name === type));
  return [
    ...others,
    ...wanted.map(([type, status, reason, message]) => {
      const old = findCondition(before, type);
      const kept = old?.status === status ? old.lastTransitionTime : undefined;
      return { type, status, lastTransitionTime: kept ?? now, reason, message };
    }),
  ];
}

function contentCondition({ resources }: Remains): Wanted {
  const type = 'NamespaceContentRemaining';
  if (resources.size === 0) {
    return [type, 'False', 'ContentRemoved', 'All content successfully removed'];
  }
  const left = [...resources].map(([name, count]) => `${name} has ${count} resource instances`);
  const message = `Some resources are remaining: ${left.toSorted(byText).join(', ')}`;
  return [type, 'True', 'SomeResourcesRemain', message];
}

function finalizerCondition({ finalizers }: Remains): Wanted {
  const type = 'NamespaceFinalizersRemaining';
  if (finalizers.size === 0) {
    const message = 'All content-preserving finalizers finished';
    return [type, 'False', 'ContentHasNoFinalizers', message];
  }
  const held = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${held.toSorted(byText).join(', ')}`;
  return [type, 'True', 'SomeFinalizersRemain', message];
}
