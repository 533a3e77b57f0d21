import type { ChangeOf } from '#cluster/api/api.ts';
import { type LabelSelector, matchesSelector } from '#cluster/label-selector.ts';
import { controllerOf, keyOf, type Owned } from './owners.ts';
import type { WorkQueue } from './work-queue.ts';

type Selecting = Owned & { spec?: { selector?: LabelSelector | undefined } | undefined };

/** Wakes the owner of a pod that changed, the one it had before, and, for an orphan, whoever may adopt it. */
export function enqueueOwner(
  queue: WorkQueue,
  { type, object, old }: ChangeOf<'pods'>,
  kind: string,
  candidates: () => readonly Selecting[],
): void {
  const namespace = object.metadata.namespace ?? '';
  const owner = controllerOf(object);
  const before = old && controllerOf(old);
  if (before && before.kind === kind && before.uid !== owner?.uid) {
    queue.add(`${namespace}/${before.name}`);
  }
  if (owner) {
    if (owner.kind === kind) queue.add(`${namespace}/${owner.name}`);
    return;
  }
  if (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined) return;
  if (old && !before && old.metadata.labels === object.metadata.labels) return;
  for (const candidate of candidates()) {
    if (matchesSelector(candidate.spec?.selector, object.metadata.labels)) {
      queue.add(keyOf(candidate));
    }
  }
}
