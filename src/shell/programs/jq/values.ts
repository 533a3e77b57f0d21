import { fail, shown } from './errors.ts';
import { text } from './formats.ts';
import { compare, isArray, isObject, jsonText, sortedKeys, typeOf, type Json } from './json.ts';
import { JsonReader, ParseProblem } from './json-reader.ts';
import { add, split } from './operators.ts';
import { indicesOf, valueAt, withoutPaths, withValueAt, type Path } from './paths.ts';

/** Functions of values: of what comes in, and of each of their arguments' values. */
export type ValueFunction = (value: Json, ...args: Json[]) => Json;

/** The values of a list or of an object. */
export function itemsOf(value: Json): readonly Json[] {
  if (isObject(value)) return Object.values(value);
  return value !== null && isArray(value) ? value : fail(`Cannot iterate over ${shown(value)}`);
}

export function listOf(value: Json, what: string): readonly Json[] {
  return value !== null && isArray(value) ? value : fail(`${shown(value)} ${what}`);
}

export const valueFunctions: Readonly<Record<string, ValueFunction>> = {
  'not/0': (value) => value === null || value === false,
  'length/0': lengthOf,
  'utf8bytelength/0': (value) =>
    typeof value === 'string'
      ? new TextEncoder().encode(value).length
      : fail(`${shown(value)} only strings have UTF-8 byte length`),
  'keys/0': (value) => keysOf(value, true),
  'keys_unsorted/0': (value) => keysOf(value, false),
  'has/1': (value, key) => {
    if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
    if (value !== null && isArray(value) && typeof key === 'number')
      return key >= 0 && key < value.length;
    return fail(`Cannot check whether ${typeOf(value)} has a ${typeOf(key)} key`);
  },
  'contains/1': contains,
  'inside/1': (value, other) => contains(other, value),
  'add/0': (value) => itemsOf(value).reduce<Json>(add, null),
  'flatten/0': (value) => flattened(itemsOf(value), Infinity),
  'flatten/1': (value, depth) =>
    typeof depth === 'number' && depth >= 0
      ? flattened(itemsOf(value), depth)
      : fail('flatten depth must not be negative'),
  'sort/0': (value) => listOf(value, 'cannot be sorted, as it is not an array').toSorted(compare),
  'unique/0': (value) =>
    distinct(listOf(value, 'cannot be sorted, as it is not an array').toSorted(compare)),
  'min/0': (value) => extreme(listOf(value, 'cannot be iterated over'), -1),
  'max/0': (value) => extreme(listOf(value, 'cannot be iterated over'), 1),
  'reverse/0': (value) =>
    value === null
      ? []
      : isArray(value)
        ? value.toReversed()
        : fail(`Cannot index ${typeOf(value)} with number`),
  'transpose/0': (value) => {
    const rows = listOf(value, 'cannot be transposed').map((row) =>
      listOf(row, 'cannot be transposed'),
    );
    const width = Math.max(0, ...rows.map((row) => row.length));
    return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
  },
  'tostring/0': text,
  'tojson/0': (value) => jsonText(value),
  'fromjson/0': fromJson,
  'tonumber/0': (value) => {
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return fail(`${shown(value)} cannot be parsed as a number`);
    return /^\s*-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/u.test(value)
      ? Number(value)
      : fail(
          `Invalid numeric literal at EOF at line 1, column ${value.length} (while parsing '${value}')`,
        );
  },
  'type/0': (value) => typeOf(value),
  'infinite/0': () => Infinity,
  'nan/0': () => Number.NaN,
  'isinfinite/0': (value) => Math.abs(numberOf(value)) === Infinity,
  'isnan/0': (value) => Number.isNaN(numberOf(value)),
  'isnormal/0': (value) => Number.isFinite(numberOf(value)) && numberOf(value) !== 0,
  'abs/0': (value) => Math.abs(numberOf(value)),
  'toarray/0': (value) => (value !== null && isArray(value) ? value : [value]),
  'to_entries/0': (value) =>
    keysOf(value, false).map((key) => ({ key, value: valueAt(value, [key]) })),
  'from_entries/0': (value) =>
    Object.fromEntries(listOf(value, 'cannot be iterated over').map(entry)),
  'setpath/2': (value, path, next) => withValueAt(value, pathOf(path), next),
  'delpaths/1': (value, paths) =>
    withoutPaths(value, listOf(paths, 'must be specified as an array of paths').map(pathOf)),
  'split/1': (value, separator) =>
    typeof value === 'string' && typeof separator === 'string'
      ? split(value, separator)
      : fail('split input and separator must be strings'),
  'join/1': (value, separator) => joined(itemsOf(value), separator),
  'indices/1': indices,
  'index/1': (value, part) => items(indices(value, part))[0] ?? null,
  'rindex/1': (value, part) => items(indices(value, part)).at(-1) ?? null,
};

function items(value: Json): readonly Json[] {
  return value !== null && isArray(value) ? value : [];
}

export function numberOf(value: Json): number {
  return typeof value === 'number' ? value : fail(`${shown(value)} number required`);
}

function fromJson(value: Json): Json {
  if (typeof value !== 'string') return fail(`${shown(value)} cannot be parsed as JSON`);
  try {
    const reader = new JsonReader();
    return [...reader.feed(value), ...reader.end()].at(-1) ?? null;
  } catch (error) {
    if (error instanceof ParseProblem) return fail(`${error.message} (while parsing '${value}')`);
    throw error;
  }
}

function lengthOf(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'string') return Array.from(value).length;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'boolean') return fail(`${shown(value)} has no length`);
  return isArray(value) ? value.length : Object.keys(value).length;
}

function keysOf(value: Json, isSorted: boolean): (string | number)[] {
  if (isObject(value)) return isSorted ? sortedKeys(value) : Object.keys(value);
  return value !== null && isArray(value) ? [...value.keys()] : fail(`${shown(value)} has no keys`);
}

export function pathOf(path: Json): Path {
  return path !== null && isArray(path) ? path : fail('Path must be specified as an array');
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b))
    return Object.entries(b).every(
      ([key, value]) => Object.hasOwn(a, key) && contains(a[key] ?? null, value),
    );
  if (a !== null && b !== null && isArray(a) && isArray(b))
    return b.every((one) =>
      a.some((other) => typeOf(other) === typeOf(one) && contains(other, one)),
    );
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeOf(a) === typeOf(b)) return compare(a, b) === 0;
  return fail(`${shown(a)} and ${shown(b)} cannot have their containment checked`);
}

function flattened(list: readonly Json[], depth: number): Json[] {
  return list.flatMap((one) =>
    one !== null && isArray(one) && depth > 0 ? flattened(one, depth - 1) : [one],
  );
}

function distinct(sorted: readonly Json[]): Json[] {
  return sorted.filter((one, at) => at === 0 || compare(sorted[at - 1] ?? null, one) !== 0);
}

function extreme(list: readonly Json[], sign: number): Json {
  let [best, ...rest] = list;
  for (const one of rest)
    if (best !== undefined && compare(one, best) * sign >= (sign > 0 ? 0 : 1)) best = one;
  return best ?? null;
}

/** The names that a key and a value go by, as jq takes them. */
function entry(one: Json): [string, Json] {
  if (one !== null && !isObject(one)) fail(`Cannot index ${typeOf(one)} with string "key"`);
  const fields = one ?? {};
  const named = ['key', 'k', 'name', 'Name', 'K', 'Key'].map((name) => fields[name] ?? null);
  const key = named.find((value) => value !== null && value !== false) ?? null;
  const holder = ['value', 'v', 'Value'].find((name) => Object.hasOwn(fields, name)) ?? 'Value';
  if (typeof key !== 'string') return fail(`Cannot use ${shown(key)} as object key`);
  return [key, fields[holder] ?? null];
}

function joined(list: readonly Json[], separator: Json): Json {
  return list
    .map((one) =>
      one === null
        ? ''
        : typeof one === 'object'
          ? fail(`${shown('')} and ${shown(one)} cannot be added`)
          : text(one),
    )
    .join(text(separator));
}

function indices(value: Json, part: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof part === 'string') {
    if (part === '') return null;
    const [letters, sought] = [Array.from(value), Array.from(part)];
    return letters.flatMap((_, at) =>
      sought.every((one, i) => letters[at + i] === one) ? [at] : [],
    );
  }
  if (!isArray(value))
    return fail(`Cannot determine indices of ${typeOf(part)} in ${typeOf(value)}`);
  return indicesOf(value, part !== null && isArray(part) ? part : [part]);
}

export function sortedBy(
  list: readonly Json[],
  keys: readonly Json[],
): { item: Json; key: Json }[] {
  return list
    .map((item, at) => ({ item, key: keys[at] ?? null }))
    .toSorted((a, b) => compare(a.key, b.key));
}
