import { fail, shown } from './errors.ts';
import { compare, isArray, isObject, typeOf, type Json, type JsonObject } from './json.ts';

export type Path = readonly Json[];

/** `.[key]`: null where nothing is. */
export function indexOf(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string')
    return Object.hasOwn(value, key) ? (value[key] ?? null) : null;
  if (value === null && (typeof key === 'string' || typeof key === 'number' || isObject(key)))
    return null;
  if (value !== null && isArray(value)) {
    if (typeof key === 'number') return Number.isInteger(key) ? (value.at(key) ?? null) : null;
    if (isArray(key)) return indicesOf(value, key);
  }
  if (isObject(key) && (value === null || isArray(value) || typeof value === 'string'))
    return sliceOf(value, key['start'] ?? null, key['end'] ?? null);
  return fail(
    typeof key === 'string'
      ? `Cannot index ${typeOf(value)} with string ${JSON.stringify(key)}`
      : `Cannot index ${typeOf(value)} with ${typeOf(key)}`,
  );
}

/** Where a list holds another one. */
export function indicesOf(value: readonly Json[], part: readonly Json[]): Json {
  if (part.length === 0) return null;
  return value.flatMap((_, at) =>
    part.every((item, i) => at + i < value.length && compare(value[at + i] ?? null, item) === 0)
      ? [at]
      : [],
  );
}

export function sliceOf(value: Json, low: Json, high: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string') {
    const letters = Array.from(value);
    return letters.slice(...boundsOf(letters.length, low, high)).join('');
  }
  if (!isArray(value)) return fail(`Cannot index ${typeOf(value)} with object`);
  return value.slice(...boundsOf(value.length, low, high));
}

function boundsOf(length: number, low: Json, high: Json): [number, number] {
  const place = (bound: Json, usual: number, round: (one: number) => number): number => {
    if (bound === null) return usual;
    if (typeof bound !== 'number')
      return fail('Start and end indices of an array slice must be numbers');
    const from = bound < 0 ? bound + length : bound;
    return Math.min(length, Math.max(0, round(from)));
  };
  const start = place(low, 0, Math.floor);
  return [start, Math.max(start, place(high, length, Math.ceil))];
}

export function valueAt(value: Json, path: Path): Json {
  let here = value;
  for (const key of path) {
    if (here === null) return null;
    here = indexOf(here, key);
  }
  return here;
}

/** The value with another one at a path; what is missing on the way is made. */
export function withValueAt(value: Json, path: Path, next: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  const inner = withValueAt(value === null ? null : indexOf(value, key), rest, next);
  if (typeof key === 'string') {
    if (value !== null && !isObject(value)) return indexOf(value, key);
    return { ...value, [key]: inner };
  }
  if (typeof key === 'number') return withItem(value, Math.floor(key), inner);
  if (isObject(key)) return withSlice(value, key, inner);
  return fail(`Invalid path component: ${shown(key)}`);
}

const mostItems = 1_000_000;

function withItem(value: Json, index: number, item: Json): Json {
  if (value !== null && !isArray(value)) return fail(`Cannot index ${typeOf(value)} with number`);
  const list = [...(value ?? [])];
  const at = index < 0 ? index + list.length : index;
  if (at < 0) return fail('Out of bounds negative array index');
  if (at > mostItems) return fail('maillage: plus d’un million d’éléments dans un tableau');
  while (list.length < at) list.push(null);
  list[at] = item;
  return list;
}

function withSlice(value: Json, key: JsonObject, inner: Json): Json {
  if (value !== null && !isArray(value))
    return fail(`Cannot update field at object index of ${typeOf(value)}`);
  if (inner === null || !isArray(inner))
    return fail('A slice of an array can only be assigned another array');
  const list = value ?? [];
  const [start, end] = boundsOf(list.length, key['start'] ?? null, key['end'] ?? null);
  return [...list.slice(0, start), ...inner, ...list.slice(end)];
}

/** Without what these paths lead to: the last ones first, so that places do not move. */
export function withoutPaths(value: Json, paths: readonly Path[]): Json {
  const sorted = paths.toSorted((a, b) => compare(b, a));
  return sorted.reduce<Json>((rest, path) => withoutPath(rest, path), value);
}

function withoutPath(value: Json, [key, ...rest]: Path): Json {
  if (key === undefined || value === null) return null;
  if (rest.length > 0) {
    const inner = indexOf(value, key);
    return inner === null ? value : withValueAt(value, [key], withoutPath(inner, rest));
  }
  if (isObject(value) && typeof key === 'string')
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  if (isArray(value) && typeof key === 'number') {
    const at = key < 0 ? key + value.length : key;
    return value.filter((_, i) => i !== Math.floor(at));
  }
  if (isArray(value) && isObject(key)) {
    const [start, end] = boundsOf(value.length, key['start'] ?? null, key['end'] ?? null);
    return [...value.slice(0, start), ...value.slice(end)];
  }
  return fail(
    `Cannot delete field at ${typeof key === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`,
  );
}
