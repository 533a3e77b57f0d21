import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError, WholeMessage } from './errors.ts';
import type { Answer } from './get-answers.ts';
import { goSort } from './go-sort.ts';
import { listAt, recordAt, textOf } from './json.ts';
import { evaluatePath } from './jsonpath/evaluate.ts';
import type { PathNode } from './jsonpath/parse.ts';
import { PathError } from './jsonpath/path-error.ts';
import { parseRelaxed, relaxPath } from './jsonpath/relaxed.ts';
import { klogLine } from './klog.ts';

/**
 * --sort-by on a table: its rows, by a field of the objects behind them (kubectl cmd/get/sorter.go). A field that none
 * has, or that cannot be read, leaves nothing to print, as with the real one; a single row is not sorted. Of several
 * tables the real one sorts the tables themselves, by a field of theirs. With --server-print=false there are objects only.
 */
export function sortTables(
  context: Context,
  answers: readonly Answer[],
  field: string,
): readonly Answer[] {
  const [only, ...more] = answers;
  if (only === undefined) return [];
  if (more.length === 0)
    return only.body['kind'] === 'Table' ? [sortTable(context, only, field)] : [only];
  return sortBy(answers, field, ({ body }) => body, unsortable(context, field, oneOfObjects));
}

const oneOfObjects = ['sorter.go:329', '*unstructured.Unstructured'] as const;
const oneOfRows = ['sorter.go:375', '[][][]reflect.Value'] as const;

function sortTable(context: Context, answer: Answer, field: string): Answer {
  const rows = listAt(answer.body, 'rows');
  if (rows.length < 2) return answer;
  const fail = unsortable(context, field, oneOfRows);
  try {
    const sorted = sortBy(rows, field, (row) => recordAt(row, 'object'), fail);
    return { ...answer, body: { ...answer.body, rows: sorted } };
  } catch (error) {
    if (!(error instanceof CommandError) || error instanceof WholeMessage) throw error;
    return { ...answer, body: { ...answer.body, rows: [] } };
  }
}

export function sortObjects(
  context: Context,
  objects: readonly JsonObject[],
  field: string,
): JsonObject[] {
  if (objects.length === 0) return [];
  return sortBy(objects, field, (object) => object, unsortable(context, field, oneOfObjects));
}

function sortBy<T>(
  all: readonly T[],
  field: string,
  objectOf: (one: T) => JsonObject,
  fail: (value: unknown) => CommandError,
): T[] {
  const path = pathOf(field);
  const keys = new Map(all.map((one) => [one, valueOf(objectOf(one), path)]));
  refuseUnknown([...keys.values()], field);
  return goSort(all, (a, b) => {
    const [first, second] = [keys.get(a), keys.get(b)];
    const areThere = ![first, second].some((value) => value === undefined || value === null);
    if (areThere && (typeof first === 'boolean' || typeof first === 'object')) throw fail(first);
    return isLess(first, second);
  });
}

/** The real one stops there, as from a fault of its own. */
function unsortable(
  context: Context,
  field: string,
  [place, type]: readonly [place: string, type: string],
): (value: unknown) => CommandError {
  return (value) => {
    const goType = Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
    const found = typeof value === 'boolean' ? 'bool' : goType;
    return new WholeMessage(
      klogLine(
        context,
        'F',
        place,
        `Field ${relaxPath(field)} in ${type} is an unsortable type: interface, err: unsortable type: ${found}`,
      ),
    );
  };
}

function pathOf(field: string): PathNode[] {
  return parseRelaxed(field);
}

function valueOf(object: JsonObject, path: PathNode[]): unknown {
  try {
    return evaluatePath(path, object, { allowsMissingKeys: true })[0]?.[0];
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new CommandError(error.message);
  }
}

function refuseUnknown(values: readonly unknown[], field: string): void {
  if (values.length > 0 && values.every((value) => value === undefined))
    throw new CommandError(
      `couldn't find any field with path "${relaxPath(field)}" in the list of objects`,
    );
}

const quantity = /^([+-]?[\d.]+)(n|u|m|k|Ki|Mi|Gi|Ti|Pi|Ei|M|G|T|P|E|e[+-]?\d+)?$/;
const powers: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Absent before all; quantities by what they are worth, other text by natural order. */
function isLess(a: unknown, b: unknown): boolean {
  if (a === undefined || a === null) return true;
  if (b === undefined || b === null) return false;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  const [first, second] = [worth(a), worth(b)];
  if (first !== undefined && second !== undefined) return first < second;
  return naturalOrder(textOf(a), textOf(b)) < 0;
}

function worth(value: unknown): number | undefined {
  const [, amount, unit = ''] = quantity.exec(String(value)) ?? [];
  if (amount === undefined) return undefined;
  return (
    Number(amount) * (unit.startsWith('e') ? 10 ** Number(unit.slice(1)) : (powers[unit] ?? 1))
  );
}

/** sortorder.NaturalLess: runs of digits by value. */
function naturalOrder(a: string, b: string): number {
  const left = a.match(/\d+|\D/g) ?? [];
  const right = b.match(/\d+|\D/g) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [x = '', y = ''] = [left[at], right[at]];
    if (x === y) continue;
    const isNumeric = /^\d/.test(x) && /^\d/.test(y);
    if (isNumeric && Number(x) !== Number(y)) return Number(x) - Number(y);
    if (isNumeric && x.length !== y.length) return x.length - y.length;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
