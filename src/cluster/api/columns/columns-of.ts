import { columns, type Columns } from './columns.ts';
import { coreColumns } from './core.ts';
import { networkColumns } from './network.ts';
import { podColumns } from './pods.ts';
import { policyColumns } from './policy.ts';
import { storageColumns } from './storage.ts';
import { workloadColumns } from './workloads.ts';

const known = new Map<string, Columns>(
  [coreColumns, workloadColumns, networkColumns, storageColumns, policyColumns].flatMap((table) =>
    Object.entries(table),
  ),
);
known.set('pods', podColumns);

/** What a kind without a printer of its own shows (roles, limit ranges, definitions): registry/rest/table.go. */
export const defaultColumns: Columns = columns('Name Created_At:d', ({ metadata }) => [
  metadata.name,
  metadata.creationTimestamp,
]);

/** The Table of a built-in resource, named `plural.group`; undefined where it has no printer of its own (see `defaultColumns`). */
export function columnsOf(resource: string): Columns | undefined {
  return known.get(resource);
}
