import { byText } from '#cluster/text-order.ts';
import type { Refusal } from './filters.ts';

/** Why no node would do, as `FailedScheduling` tells it (pkg/scheduler/framework/types.go, FitError); `everywhere` is a reason that no node is to blame for, and others make room when it `isHelped`. */
export function fitError(
  refusals: readonly Refusal[],
  { everywhere, isHelped = false }: { everywhere?: string | undefined; isHelped?: boolean } = {},
): string {
  const total = refusals.length;
  if (total === 0) return 'no nodes available to schedule pods';
  const filtered = everywhere ?? histogram(refusals.flatMap(({ reasons }) => reasons));
  const verdict = `0/${total} nodes are available: ${filtered}.`;
  if (isHelped) return verdict;
  const preempted = histogram(
    refusals.map(({ isFinal }) =>
      isFinal
        ? 'Preemption is not helpful for scheduling'
        : 'No preemption victims found for incoming pod',
    ),
  );
  return `${verdict} no new claims to deallocate, preemption: 0/${total} nodes are available: ${preempted}.`;
}

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort(byText)
    .join(', ');
}
