import type { Columns } from './columns.ts';
import { policyColumns } from './policy.ts';
import { storageColumns } from './storage.ts';

/** Of kinds that few people list. */
export const rareColumns: ReadonlyMap<string, Columns> = new Map(
  [storageColumns, policyColumns].flatMap((table) => Object.entries(table)),
);
