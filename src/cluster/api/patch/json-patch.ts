import { badRequest, failure } from '#cluster/api/errors.ts';
import { isEqual, isFields, type Fields } from '#cluster/api/json.ts';
import { jsonType } from '#cluster/api/json-text.ts';

/** A patch, or one of its operations, that is none: the server's 400. */
class PatchSyntaxError extends Error {
  override name = 'PatchSyntaxError';
}

/** An operation that does not apply, in the words of evanphx/json-patch v4, which clients show. */
class PatchError extends Error {
  override name = 'PatchError';
}

/**
 * RFC 6902, with the answers of the API server (apiserver/pkg/endpoints/handlers/patch.go, v1.35): it does not tell why a
 * patch does not apply.
 */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  try {
    return applyJsonPatch(target, operations);
  } catch (error) {
    if (error instanceof PatchSyntaxError) throw badRequest(error.message);
    if (!(error instanceof PatchError)) throw error;
    const message = 'the server rejected our request due to an error in our request';
    throw failure(422, 'Invalid', message, {});
  }
}

/** As evanphx/json-patch v4.13 does it: what is missing may be replaced or copied in a map, and lists count from their end. */
export function applyJsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) {
    throw new PatchSyntaxError(
      `json: cannot unmarshal ${jsonType(operations)} into Go value of type jsonpatch.Patch`,
    );
  }
  for (const operation of operations) {
    if (isFields(operation)) continue;
    throw new PatchSyntaxError(
      `json: cannot unmarshal ${jsonType(operation)} into Go value of type jsonpatch.Operation`,
    );
  }
  return operations.filter(isFields).reduce<unknown>(step, target);
}

type Operation = (target: unknown, operation: Fields) => unknown;

const operations: Readonly<Record<string, Operation>> = { add, replace, remove, test, copy, move };

function step(target: unknown, operation: Fields): unknown {
  const op = operation['op'];
  const kind = typeof op === 'string' ? op : 'unknown';
  const apply = Object.hasOwn(operations, kind) ? operations[kind] : undefined;
  if (apply === undefined) throw new PatchError(`Unexpected kind: ${kind}`);
  return apply(target, operation);
}

function pathOf(operation: Fields, field: 'path' | 'from'): string {
  const path = operation[field];
  if (typeof path === 'string') return path;
  const op = String(operation['op']);
  const isTold = field === 'from' || !/^(add|copy|remove)$/.test(op);
  const why = isTold ? pathRefusal(path, field) : 'missing value';
  throw new PatchError(`${op} operation failed to decode ${field}: ${why}`);
}

function pathRefusal(path: unknown, field: 'path' | 'from'): string {
  if (path !== undefined && path !== null)
    return `json: cannot unmarshal ${jsonType(path)} into Go value of type string`;
  const words = field === 'from' ? 'operation, missing from field' : 'operation missing path field';
  return `${words}: missing value`;
}

function valueOf(operation: Fields): unknown {
  return operation['value'] ?? null;
}

function add(target: unknown, operation: Fields): unknown {
  const path = pathOf(operation, 'path');
  if (path === '') return valueOf(operation);
  const place =
    find(target, path) ?? missing(`add operation does not apply: doc is missing path: "${path}"`);
  return within(`error in add for path: '${path}'`, () =>
    put(target, place, valueOf(operation), 'insert'),
  );
}

function replace(target: unknown, operation: Fields): unknown {
  const path = pathOf(operation, 'path');
  if (path === '') return valueOf(operation);
  const place =
    find(target, path) ?? missing(`replace operation does not apply: doc is missing path: ${path}`);
  try {
    read(place);
  } catch (error) {
    if (error instanceof PatchError)
      missing(`replace operation does not apply: doc is missing key: ${path}`);
    throw error;
  }
  return put(target, place, valueOf(operation), 'set');
}

function remove(target: unknown, operation: Fields): unknown {
  const path = pathOf(operation, 'path');
  const place =
    find(target, path) ??
    missing(`remove operation does not apply: doc is missing path: "${path}"`);
  return within(`error in remove for path: '${path}'`, () => take(target, place));
}

function test(target: unknown, operation: Fields): unknown {
  const path = pathOf(operation, 'path');
  const place =
    path === ''
      ? undefined
      : (find(target, path) ?? missing(`test operation does not apply: is missing path: ${path}`));
  const found =
    place === undefined ? target : within(`error in test for path: '${path}'`, () => read(place));
  if (!isEqual(found ?? null, valueOf(operation)))
    throw new PatchError(`testing value ${path} failed: test failed`);
  return target;
}

function copy(target: unknown, operation: Fields): unknown {
  const [from, path] = [pathOf(operation, 'from'), pathOf(operation, 'path')];
  const source =
    find(target, from) ??
    missing(`copy operation does not apply: doc is missing from path: ${from}`);
  const value = within(`error in copy for from: '${from}'`, () => read(source));
  const place =
    find(target, path) ??
    missing(`copy operation does not apply: doc is missing destination path: ${path}`);
  return within(`error while adding value during copy`, () =>
    put(target, place, value ?? null, 'insert'),
  );
}

function move(target: unknown, operation: Fields): unknown {
  const [from, path] = [pathOf(operation, 'from'), pathOf(operation, 'path')];
  const source =
    find(target, from) ??
    missing(`move operation does not apply: doc is missing from path: ${from}`);
  const key = source.keys.at(-1) ?? '';
  const value = within(`error in move for path: '${key}'`, () => read(source));
  const left = within(`error in move for path: '${key}'`, () => take(target, source));
  const place =
    find(left, path) ??
    missing(`move operation does not apply: doc is missing destination path: ${path}`);
  return within(`error in move for path: '${path}'`, () => put(left, place, value, 'insert'));
}

function missing(text: string): never {
  throw new PatchError(`${text}: missing value`);
}

function within<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(`${text}: ${error.message}`);
    throw error;
  }
}

/** Keys to a value, and the list or map that holds it. */
interface Place {
  keys: readonly string[];
  holder: readonly unknown[] | Fields;
}

/** Undefined when there is no holder. */
function find(target: unknown, path: string): Place | undefined {
  const [, ...words] = path.split('/');
  const keys = words.map((word) => word.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keys.length === 0) return undefined;
  let holder = target;
  for (const key of keys.slice(0, -1)) {
    if (Array.isArray(holder))
      holder = holder.at(/^-?\d+$/.test(key) ? Number(key) : holder.length);
    else holder = isFields(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined;
  }
  if (Array.isArray(holder)) return { keys, holder };
  return isFields(holder) ? { keys, holder } : undefined;
}

/** `end`: one past the last is a place too. */
function indexIn(list: readonly unknown[], key: string, end: boolean): number {
  if (end && key === '-') return list.length;
  if (!/^-?\d+$/.test(key)) {
    throw new PatchError(
      `value was not a proper array index: '${key}': strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`,
    );
  }
  const index = Number(key);
  const place = index < 0 ? index + list.length + (end ? 1 : 0) : index;
  if (place < 0 || place > list.length - (end ? 0 : 1)) {
    throw new PatchError(`Unable to access invalid index: ${key}: invalid index referenced`);
  }
  return place;
}

function read({ keys, holder }: Place): unknown {
  const key = keys.at(-1) ?? '';
  if (isList(holder)) return holder[indexIn(holder, key, false)];
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function put(target: unknown, place: Place, value: unknown, how: 'insert' | 'set'): unknown {
  const { keys, holder } = place;
  const key = keys.at(-1) ?? '';
  if (isList(holder)) {
    const index = indexIn(holder, key, how === 'insert');
    const next = how === 'insert' ? holder.toSpliced(index, 0, value) : holder.with(index, value);
    return rebuilt(target, keys, next);
  }
  return rebuilt(target, keys, Object.fromEntries(new Map(Object.entries(holder)).set(key, value)));
}

function take(target: unknown, { keys, holder }: Place): unknown {
  const key = keys.at(-1) ?? '';
  if (isList(holder))
    return rebuilt(target, keys, holder.toSpliced(indexIn(holder, key, false), 1));
  if (!Object.hasOwn(holder, key))
    throw new PatchError(`Unable to remove nonexistent key: ${key}: missing value`);
  return rebuilt(
    target,
    keys,
    Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key)),
  );
}

/** `target` with another holder of the last of the keys. */
function rebuilt(target: unknown, [key, ...rest]: readonly string[], holder: unknown): unknown {
  if (key === undefined || rest.length === 0) return holder;
  if (Array.isArray(target))
    return target.with(Number(key), rebuilt(target.at(Number(key)), rest, holder));
  if (!isFields(target)) return target;
  return Object.fromEntries(
    new Map(Object.entries(target)).set(key, rebuilt(target[key], rest, holder)),
  );
}

function isList(holder: readonly unknown[] | Fields): holder is readonly unknown[] {
  return Array.isArray(holder);
}
