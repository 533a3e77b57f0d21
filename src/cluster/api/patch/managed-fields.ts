import {
  fieldsOf,
  isFields,
  listOf,
  optionalText,
  textOf,
  type Fields,
} from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { zeroObject } from '#cluster/api/schema/zero.ts';
import { fieldChanges } from './field-changes.ts';
import { difference, type FieldSet, isEmptySet, leaf, union } from './field-set.ts';
import { laterList } from './later-list.ts';

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
 * rebuilds only what it touched. Most are never read, and so never made: those of a write that is sure to leave some
 * wait for their first reader.
 */
export function trackUpdate<T extends Fields>(
  object: T,
  live: Fields | undefined,
  write: Write,
): T {
  const make = (): readonly ManagedEntry[] => entriesAfter(object, live, write);
  if (!isSureToHaveEntries(object, live)) return withEntries(object, make());
  const waiting = live === undefined ? 0 : waitingWrites(live);
  if (live !== undefined && waiting >= mostWaiting) entriesOf(live);
  return withLaterEntries(object, { make, writes: (waiting % mostWaiting) + 1 });
}

function entriesAfter(
  object: Fields,
  live: Fields | undefined,
  write: Write,
): readonly ManagedEntry[] {
  const entries = live === undefined ? [] : entriesBefore(object, live, write);
  // An object that nobody tracks (managedFields were cleared) stays so.
  if (live !== undefined && entries.length === 0) return [];
  const base = live ?? zeroObject(write.schema);
  const changes = fieldChanges(tracked(base, write), tracked(object, write), write.schema);
  const changed = owned(changes.changed);
  const lost = union(changed, changes.removed);
  const kept = isEmptySet(lost)
    ? entries
    : entries.map((entry) => ({ ...entry, fields: difference(entry.fields, lost) }));
  return isEmptySet(changed) ? kept : claimed(kept, entries, changed, { object, write });
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
  const waiting = laterEntries.get(managed);
  if (waiting) return waiting.entries();
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
  const kept = inOrder(entries);
  const { managedFields: before, ...rest } = metadata;
  if (kept.length === 0) return before === undefined ? object : { ...object, metadata: rest };
  const managedFields = kept.map(written);
  read.set(managedFields, kept);
  return { ...object, metadata: { ...rest, managedFields } };
}

function inOrder(entries: readonly ManagedEntry[]): readonly ManagedEntry[] {
  return entries.filter((entry) => !isEmptySet(entry.fields)).toSorted(byTime);
}

/** Each waiting write holds the object of before it. */
const mostWaiting = 8;

interface LaterEntries {
  readonly entries: () => readonly ManagedEntry[];
  /** How many writes in a row wait for a reader. */
  readonly writes: () => number;
}

const laterEntries = new WeakMap<object, LaterEntries>();

function waitingWrites(object: Fields): number {
  return laterEntries.get(managedOf(object))?.writes() ?? 0;
}

/**
 * What is written in an object besides its metadata and status is owned by who made it, or by who changed it since: there is an
 * entry, whatever the rest comes to. Unless they were rewritten, as a client or an apply may.
 */
function isSureToHaveEntries(object: Fields, live: Fields | undefined): boolean {
  const given = managedOf(object);
  const isOurs = live === undefined || (given === managedOf(live) && laterEntries.has(given));
  return isOurs && Object.keys(object).some((key) => !beside.has(key) && isWritten(object[key]));
}

function managedOf(object: Fields): readonly unknown[] {
  return listOf(fieldsOf(object['metadata'])['managedFields']);
}

const beside: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Other than the zero value of any type, in which a new object begins. */
function isWritten(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isFields(value) ? Object.values(value).some(isWritten) : Boolean(value);
}

function withLaterEntries<T extends Fields>(
  object: T,
  { make, writes }: { make: () => readonly ManagedEntry[]; writes: number },
): T {
  let made: readonly ManagedEntry[] | undefined;
  let waiting: typeof make | undefined = make;
  const entries = (): readonly ManagedEntry[] => {
    made ??= inOrder(waiting?.() ?? []);
    // The objects of before are let go.
    waiting = undefined;
    return made;
  };
  const managedFields = laterList(() => entries().map(written));
  laterEntries.set(managedFields, { entries, writes: () => (waiting ? writes : 0) });
  return { ...object, metadata: { ...fieldsOf(object['metadata']), managedFields } };
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
