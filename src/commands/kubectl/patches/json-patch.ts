import type { Json, JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { isRecord, textAt } from '#commands/kubectl/json.ts';
import { isSame } from './merge-keys.ts';

/** RFC 6902 without the server, refusals as evanphx/json-patch v4 words them. */
export function applyJsonPatch(object: JsonObject, operations: readonly JsonObject[]): JsonObject {
  const done = operations.reduce<Json>(applyOne, object);
  return isRecord(done) ? done : object;
}

function applyOne(document: Json, operation: JsonObject): Json {
  const op = textAt(operation, 'op');
  const path = textAt(operation, 'path');
  const from = textAt(operation, 'from');
  const { value = null } = operation;
  const keys = keysOf(path);
  if (op === 'add') return write(document, keys, () => value, true);
  if (op === 'replace') {
    if (read(document, keys) === undefined)
      throw new CommandError(
        `replace operation does not apply: doc is missing key: ${path}: missing value`,
      );
    return write(document, keys, () => value, false);
  }
  if (op === 'remove') {
    if (read(document, keys) === undefined)
      throw new CommandError(
        `error in remove for path: '${path}': Unable to remove nonexistent key: ${keys.at(-1) ?? ''}: missing value`,
      );
    return write(document, keys, () => undefined, false);
  }
  if (op === 'test') {
    if (isSame(read(document, keys), value)) return document;
    throw new CommandError(`testing value ${path} failed: test failed`);
  }
  if (op !== 'copy' && op !== 'move') throw new CommandError(`Unexpected kind: ${op}`);
  const moved = read(document, keysOf(from));
  if (moved === undefined)
    throw new CommandError(`error in ${op} for path: '${from}': ${from}: missing value`);
  const rest = op === 'move' ? write(document, keysOf(from), () => undefined, false) : document;
  return write(rest, keys, () => moved, true);
}

function keysOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(value: Json | undefined, keys: readonly string[]): Json | undefined {
  let found = value;
  for (const key of keys) {
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isRecord(found) && Object.hasOwn(found, key)) found = found[key];
    else return undefined;
  }
  return found;
}

function write(
  value: Json | undefined,
  [key, ...rest]: readonly string[],
  make: () => Json | undefined,
  inserts: boolean,
): Json {
  if (key === undefined) return make() ?? null;
  if (Array.isArray(value)) {
    const list: readonly Json[] = value;
    const index = key === '-' ? list.length : Number(key);
    if (rest.length > 0) return list.with(index, write(list[index], rest, make, inserts));
    const made = make();
    if (made === undefined) return list.toSpliced(index, 1);
    return list.toSpliced(index, inserts ? 0 : 1, made);
  }
  if (!isRecord(value))
    throw new CommandError(
      `add operation does not apply: doc is missing path: "/${[key, ...rest].join('/')}": missing value`,
    );
  const all = new Map<string, Json | undefined>(Object.entries(value));
  const made = rest.length > 0 ? write(all.get(key), rest, make, inserts) : make();
  if (made === undefined) all.delete(key);
  else all.set(key, made);
  return Object.fromEntries(all);
}
