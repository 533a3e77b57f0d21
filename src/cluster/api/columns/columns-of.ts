import { later } from '#process/later.ts';
import { columns, type Columns } from './columns.ts';
import { coreColumns } from './core.ts';
import { networkColumns } from './network.ts';
import { podColumns } from './pods.ts';
import { workloadColumns } from './workloads.ts';

const known = new Map<string, Columns>(
  [coreColumns, workloadColumns, networkColumns].flatMap((table) => Object.entries(table)),
);
known.set('pods', podColumns);

const rare = later(async () => (await import('./rare.ts')).rareColumns);

/** What shows a resource in a Table is there once this has been waited for; undefined where it is. */
export function loadColumns(resource: string): Promise<unknown> | undefined {
  return known.has(resource) || rare.value ? undefined : rare.load();
}

/** What a kind without a printer of its own shows (roles, limit ranges, definitions): registry/rest/table.go. */
export const defaultColumns: Columns = columns('Name Created_At:d', ({ metadata }) => [
  metadata.name,
  metadata.creationTimestamp,
]);

/** The Table of a built-in resource, named `plural.group`; undefined where it has no printer of its own (see `defaultColumns`). */
export function columnsOf(resource: string): Columns | undefined {
  return known.get(resource) ?? rare.value?.get(resource);
}
