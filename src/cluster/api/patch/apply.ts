import { failure } from '#cluster/api/errors.ts';
import { fieldsOf, isEqual, isFields, textOf, type Fields } from '#cluster/api/json.ts';
import { applyMerge, prune } from './apply-merge.ts';
import { appliedErrors } from './applied-errors.ts';
import { appliedFields, intersection, pathsOf } from './applied-fields.ts';
import { fieldChanges } from './field-changes.ts';
import { difference, type FieldSet, isEmptySet, union } from './field-set.ts';
import {
  entriesOf,
  type ManagedEntry,
  owned,
  tracked,
  trackUpdate,
  withEntries,
  type Write,
} from './managed-fields.ts';
import { zeroObject } from '#cluster/api/schema/zero.ts';

export interface ApplyWrite extends Write {
  readonly force: boolean;
}

/**
 * Server-side apply (structured-merge-diff v6 merge/update.go, managedfields/internal/fieldmanager.go, v1.35): `applied` as
 * the client wrote it (not decoded, no defaults) over `live`. Fields that the manager applied before and applies no more
 * go, unless another owns them. A conflict is a 409. Defaults are the caller's.
 */
export function serverSideApply(
  live: Fields | undefined,
  applied: Fields,
  write: ApplyWrite,
): Fields {
  refuseMistyped(applied, write);
  try {
    return attempt(live, applied, write);
  } catch (error) {
    if (!(error instanceof Conflicts)) throw error;
    const left = write.manager === 'kubectl' ? beyondLastApplied(error, live, write) : error;
    if (left !== undefined) throw left.refusal();
    return attempt(live, applied, { ...write, force: true });
  }
}

function refuseMistyped(applied: Fields, { schema }: ApplyWrite): void {
  const errors = schema === undefined ? [] : appliedErrors(applied, schema);
  if (errors.length === 0) return;
  const { name, namespace } = fieldsOf(applied['metadata']);
  const kind = `${textOf(applied['apiVersion'])}, Kind=${textOf(applied['kind'])}`;
  const list =
    errors.length === 1
      ? errors.join('')
      : ['errors:', ...errors.map((text) => `  ${text}`)].join('\n');
  const message = `failed to create typed patch object (${textOf(namespace)}/${textOf(name)}; ${kind}): ${list}`;
  throw failure(500, '', message);
}

function attempt(live: Fields | undefined, applied: Fields, write: ApplyWrite): Fields {
  const entries = live === undefined ? [] : entriesBefore(live, write);
  const base = live ?? {
    ...zeroObject(write.schema),
    apiVersion: applied['apiVersion'],
    kind: applied['kind'],
  };
  const isMine = (entry: ManagedEntry) =>
    entry.operation === 'Apply' &&
    entry.manager === write.manager &&
    entry.subresource === write.subresource;
  const mine = entries.find(isMine);
  const others = entries.filter((entry) => !isMine(entry));
  const fields = owned(appliedFields(tracked(applied, write), write.schema));
  const merged = applyMerge(base, tracked(applied, write), write.schema);
  const all = others.reduce((set, entry) => union(set, entry.fields), fields);
  const next = mine === undefined ? merged : prune(merged, mine.fields, all, write.schema);
  const object = isFields(next) ? next : base;
  const { changed, removed } = fieldChanges(
    tracked(base, write),
    tracked(object, write),
    write.schema,
  );
  const conflicts = others
    .map((entry) => ({ entry, fields: intersection(entry.fields, changed) }))
    .filter((conflict) => !isEmptySet(conflict.fields));
  if (conflicts.length > 0 && !write.force) throw new Conflicts(conflicts);
  const lost = union(changed, removed);
  const isSame = live !== undefined && isEqual(object, live);
  const time = isSame ? mine?.time : write.time;
  const entry: ManagedEntry = {
    manager: write.manager,
    operation: 'Apply',
    apiVersion: textOf(applied['apiVersion']),
    ...(time === undefined ? {} : { time }),
    subresource: write.subresource,
    fields,
  };
  const left = others.map((other) => ({ ...other, fields: difference(other.fields, lost) }));
  return withEntries(object, [...left, entry]);
}

/** skipnonapplied.go: what was never tracked has an owner of that name from the first apply on. */
function entriesBefore(live: Fields, write: ApplyWrite): readonly ManagedEntry[] {
  const entries = entriesOf(live);
  if (entries.length > 0) return entries;
  return entriesOf(
    trackUpdate(live, undefined, {
      ...write,
      manager: 'before-first-apply',
      subresource: undefined,
    }),
  );
}

interface Conflict {
  entry: ManagedEntry;
  fields: FieldSet;
}

/** Other managers own fields that an apply would change. */
class Conflicts extends Error {
  override name = 'Conflicts';
  readonly conflicts: readonly Conflict[];
  constructor(conflicts: readonly Conflict[]) {
    super('conflicts');
    this.conflicts = conflicts;
  }

  /** managedfields/internal/conflict.go NewConflictError */
  refusal() {
    const byManager = new Map<string, string[]>();
    for (const { entry, fields } of this.conflicts) {
      const manager = shown(entry);
      byManager.set(manager, [...(byManager.get(manager) ?? []), ...pathsOf(fields)]);
    }
    const sorted = [...byManager].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const causes = sorted.flatMap(([manager, paths]) =>
      paths.map((field) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${manager}`,
        field,
      })),
    );
    const [only] = causes;
    const list = sorted.flatMap(([manager, paths]) => [
      `conflicts with ${manager}:`,
      ...paths.map((path) => `- ${path}`),
    ]);
    const message =
      causes.length === 1 && only !== undefined
        ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
        : `Apply failed with ${causes.length} conflicts: ${list.join('\n')}`;
    return failure(409, 'Conflict', message, { causes });
  }
}

function shown({ manager, operation, apiVersion, subresource }: ManagedEntry): string {
  const within =
    subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return JSON.stringify(manager) + within + using;
}

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * managedfields/internal/lastappliedmanager.go: who applied from the client before may change what it had applied. What is
 * left of the conflicts; none when they are all of that sort.
 */
function beyondLastApplied(
  error: Conflicts,
  live: Fields | undefined,
  write: ApplyWrite,
): Conflicts | undefined {
  const lastApplied = readAnnotation(live);
  if (live === undefined || lastApplied === undefined) return error;
  const before = tracked(lastApplied, write);
  const drifted = fieldChanges(before, tracked(live, write), write.schema).changed;
  const allowed = difference(appliedFields(before, write.schema), drifted);
  const left = error.conflicts
    .map(({ entry, fields }) => ({ entry, fields: difference(fields, allowed) }))
    .filter(({ fields }) => !isEmptySet(fields));
  return left.length === 0 ? undefined : new Conflicts(left);
}

function readAnnotation(live: Fields | undefined): Fields | undefined {
  const text = fieldsOf(fieldsOf(live?.['metadata'])['annotations'])[annotation];
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
