import { fieldsOf, isFields, optionalText, textOf, type Fields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { zeroObject } from '#cluster/api/schema/zero.ts';
import { fieldChanges } from './field-changes.ts';
import { difference, type FieldSet, isEmptySet, leaf, union } from './field-set.ts';

/** One entry of metadata.managedFields. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time?: string | undefined;
  readonly subresource?: string | undefined;
  readonly fields: FieldSet;
}

export interface Write {
  readonly manager: string;
  readonly subresource?: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  /** Of the kind; none where nothing is known of it. */
  readonly schema: Schema | undefined;
  /** Whether status has its own subresource, and so is not written with the rest. */
  readonly hasStatus: boolean;
}

/**
 * The object with the managedFields that a create, an update or a patch leaves (apimachinery/pkg/util/managedfields, v1.35).
 *
 * Cheap enough for every write: values are immutable and shared from write to write, so only the branches that are not
 * the same value are compared; the entries are kept in the form in which they are served, as trees of which a write
 * rebuilds only what it touched. A status update of a Pod costs a walk of its status.
 */
export function trackUpdate<T extends Fields>(
  object: T,
  live: Fields | undefined,
  write: Write,
): T {
  const entries = live === undefined ? [] : entriesBefore(object, live, write);
  // An object that nobody tracks (managedFields were cleared) stays so.
  if (live !== undefined && entries.length === 0) return withEntries(object, []);
  const base = live ?? zeroObject(write.schema);
  const changes = fieldChanges(tracked(base, write), tracked(object, write), write.schema);
  const changed = owned(changes.changed);
  const lost = union(changed, changes.removed);
  const kept = isEmptySet(lost)
    ? entries
    : entries.map((entry) => ({ ...entry, fields: difference(entry.fields, lost) }));
  return withEntries(
    object,
    isEmptySet(changed) ? kept : claimed(kept, entries, changed, { object, write }),
  );
}

/** fieldmanager.go decodeLiveOrNew: a client may rewrite the entries, or clear them by one that is empty. */
function entriesBefore(
  object: Fields,
  live: Fields,
  { subresource }: Write,
): readonly ManagedEntry[] {
  const given = fieldsOf(object['metadata'])['managedFields'];
  if (subresource !== undefined || !Array.isArray(given)) return entriesOf(live);
  const isReset = given.length === 1 && Object.keys(fieldsOf(given[0])).length === 0;
  const entries = entriesOf(object);
  return isReset || entries.length > 0 ? entries : entriesOf(live);
}

/** The entries with `changed` in the writer's. */
function claimed(
  kept: readonly ManagedEntry[],
  before: readonly ManagedEntry[],
  changed: FieldSet,
  { object, write }: { object: Fields; write: Write },
): ManagedEntry[] {
  const apiVersion = textOf(object['apiVersion']);
  const index = before.findIndex(
    (entry) =>
      entry.operation === 'Update' &&
      entry.manager === write.manager &&
      entry.subresource === write.subresource &&
      entry.apiVersion === apiVersion,
  );
  const mine = kept[index];
  const next: ManagedEntry = {
    manager: write.manager,
    operation: 'Update',
    apiVersion,
    time: write.time,
    subresource: write.subresource,
    fields: mine === undefined ? changed : union(mine.fields, changed),
  };
  return mine === undefined ? [...kept, next] : kept.with(index, next);
}

/** What a write may own: status only through its subresource, when there is one. */
export function tracked(
  object: Fields,
  { hasStatus, subresource }: Pick<Write, 'hasStatus' | 'subresource'>,
): Fields {
  if (subresource !== undefined || !hasStatus || !Object.hasOwn(object, 'status')) return object;
  const { status: _, ...rest } = object;
  return rest;
}

/** Fields that no one owns (stripmeta.go). */
const unowned: FieldSet = {
  'f:apiVersion': leaf,
  'f:kind': leaf,
  'f:metadata': {
    '.': leaf,
    'f:name': leaf,
    'f:namespace': leaf,
    'f:creationTimestamp': leaf,
    'f:selfLink': leaf,
    'f:uid': leaf,
    'f:clusterName': leaf,
    'f:generation': leaf,
    'f:managedFields': leaf,
    'f:resourceVersion': leaf,
  },
};

export function owned(set: FieldSet): FieldSet {
  return difference(set, unowned);
}

/** Entries as they were read, so that they are read once. */
const read = new WeakMap<object, readonly ManagedEntry[]>();

export function entriesOf(object: Fields): readonly ManagedEntry[] {
  const managed = fieldsOf(object['metadata'])['managedFields'];
  if (!Array.isArray(managed)) return [];
  let entries = read.get(managed);
  if (entries === undefined) {
    entries = managed.filter(isFields).flatMap(readEntry);
    read.set(managed, entries);
  }
  return entries;
}

function readEntry(entry: Fields): ManagedEntry[] {
  const operation = entry['operation'];
  if (operation !== 'Apply' && operation !== 'Update') return [];
  return [
    {
      manager: textOf(entry['manager']),
      operation,
      apiVersion: textOf(entry['apiVersion']),
      time: optionalText(entry['time']),
      subresource: optionalText(entry['subresource']),
      fields: readSet(entry['fieldsV1']),
    },
  ];
}

/** What a client sent, or we stored: only objects within objects. */
function readSet(value: unknown): FieldSet {
  return isFields(value) ? (value as FieldSet) : leaf;
}

export function withEntries<T extends Fields>(object: T, entries: readonly ManagedEntry[]): T {
  const metadata = fieldsOf(object['metadata']);
  const kept = entries.filter((entry) => !isEmptySet(entry.fields)).toSorted(byTime);
  const { managedFields: before, ...rest } = metadata;
  if (kept.length === 0) return before === undefined ? object : { ...object, metadata: rest };
  const managedFields = kept.map(written);
  read.set(managedFields, kept);
  return { ...object, metadata: { ...rest, managedFields } };
}

const writtenEntries = new WeakMap<ManagedEntry, Fields>();

function written(entry: ManagedEntry): Fields {
  const known = writtenEntries.get(entry);
  if (known !== undefined) return known;
  const { manager, operation, apiVersion, time, subresource, fields } = entry;
  const result = {
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    manager,
    operation,
    ...(subresource === undefined ? {} : { subresource }),
    ...(time === undefined ? {} : { time }),
  };
  writtenEntries.set(entry, result);
  return result;
}

/** managedfields/internal/managedfields.go sortEncodedManagedFields */
function byTime(a: ManagedEntry, b: ManagedEntry): number {
  return (
    text(a.operation, b.operation) ||
    text(a.time ?? '', b.time ?? '') ||
    text(a.manager, b.manager) ||
    text(a.apiVersion, b.apiVersion) ||
    text(a.subresource ?? '', b.subresource ?? '')
  );
}

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
