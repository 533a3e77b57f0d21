import type { Resource } from '#cluster/api/kinds/resource.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { matchesAll, type Requirement } from '#cluster/api/selector.ts';
import type { Index } from '#cluster/api/storage/bucket.ts';
import type { Store } from '#cluster/api/storage/store.ts';

export interface Selection {
  readonly namespace?: string | undefined;
  readonly labels?: readonly Requirement[] | undefined;
  /** Only what has this owner. */
  readonly owner?: string | undefined;
  /** Only pods on this node. */
  readonly node?: string | undefined;
}

/** In the order of etcd. An index is used where the selection allows one. */
export function listObjects(
  store: Store,
  resource: Resource,
  selection: Selection,
): readonly KubeObject[] {
  const { labels = [] } = selection;
  const namespace = resource.namespaced ? selection.namespace : undefined;
  const objects = store.list(resource.storedAs ?? resource.name, {
    namespace,
    by: indexFor(selection),
  });
  return labels.length === 0
    ? objects
    : objects.filter(({ metadata }) => matchesAll(labels, metadata.labels));
}

function indexFor({
  owner,
  node,
  labels = [],
}: Selection): { index: Index; value: string } | undefined {
  if (owner !== undefined) return { index: 'owner', value: owner };
  if (node !== undefined) return { index: 'node', value: node };
  for (const { key, operator, values } of labels) {
    const [value] = values;
    if (operator === '=' && value !== undefined) return { index: `label:${key}`, value };
  }
  return undefined;
}
