import { badRequest, failure } from '#cluster/api/errors.ts';
import { isEqual, isFields, type Fields } from '#cluster/api/json.ts';

/**
 * RFC 6902, with the answers of the API server (apiserver/pkg/endpoints/handlers/patch.go, v1.35): it does not tell why a
 * patch does not apply.
 */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) {
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  try {
    return operations.reduce<unknown>((value, operation) => step(value, operation), target);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw failure(
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    );
  }
}

/** The operation does not apply. */
class Refused extends Error {
  override name = 'Refused';
}

function step(target: unknown, operation: unknown): unknown {
  if (!isFields(operation)) throw new Refused();
  const path = pointer(operation['path']);
  const value = Object.hasOwn(operation, 'value') ? operation['value'] : null;
  const kind = operation['op'];
  if (kind === 'add') return put(target, path, value, 'add');
  if (kind === 'replace') return put(target, path, value, 'replace');
  if (kind === 'remove') return remove(target, path);
  if (kind === 'test') return test(target, path, value);
  const from = pointer(operation['from']);
  const moved = get(target, from);
  if (kind === 'copy') return put(target, path, moved, 'add');
  if (kind === 'move') return put(remove(target, from), path, moved, 'add');
  throw new Refused();
}

function pointer(text: unknown): string[] {
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/'))) throw new Refused();
  return text
    .split('/')
    .slice(1)
    .map((word) => word.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Index of a list element; evanphx/json-patch counts negative ones from the end. */
function position(key: string, length: number): number {
  if (!/^-?\d+$/.test(key)) throw new Refused();
  const index = Number(key);
  const place = index < 0 ? index + length : index;
  if (place < 0 || place > length) throw new Refused();
  return place;
}

function get(target: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return target;
  if (Array.isArray(target)) {
    const place = position(key, target.length);
    if (place === target.length) throw new Refused();
    return get(target[place], rest);
  }
  if (!isFields(target) || !Object.hasOwn(target, key)) throw new Refused();
  return get(target[key], rest);
}

function test(target: unknown, path: readonly string[], value: unknown): unknown {
  const parent = get(target, path.slice(0, -1));
  const last = path.at(-1);
  const isMissing = last !== undefined && isFields(parent) && !Object.hasOwn(parent, last);
  if (!isEqual(isMissing ? null : get(target, path), value)) throw new Refused();
  return target;
}

function put(
  target: unknown,
  path: readonly string[],
  value: unknown,
  how: 'add' | 'replace',
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target)) return putItem(target, [key, ...rest], value, how);
  if (!isFields(target)) throw new Refused();
  const exists = Object.hasOwn(target, key);
  if (!exists && (rest.length > 0 || how === 'replace')) throw new Refused();
  return withField(target, key, rest.length > 0 ? put(target[key], rest, value, how) : value);
}

function putItem(
  target: readonly unknown[],
  [key = '', ...rest]: readonly string[],
  value: unknown,
  how: 'add' | 'replace',
): unknown {
  const place = key === '-' ? target.length : position(key, target.length);
  if (rest.length === 0 && how === 'add') return target.toSpliced(place, 0, value);
  if (place >= target.length) throw new Refused();
  return target.with(place, rest.length > 0 ? put(target[place], rest, value, how) : value);
}

function remove(target: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) throw new Refused();
  if (Array.isArray(target)) {
    const place = position(key, target.length);
    if (place === target.length) throw new Refused();
    return rest.length > 0
      ? target.with(place, remove(target[place], rest))
      : target.toSpliced(place, 1);
  }
  if (!isFields(target) || !Object.hasOwn(target, key)) throw new Refused();
  if (rest.length > 0) return withField(target, key, remove(target[key], rest));
  return Object.fromEntries(Object.entries(target).filter(([name]) => name !== key));
}

function withField(target: Fields, key: string, value: unknown): Fields {
  return Object.fromEntries(new Map(Object.entries(target)).set(key, value));
}
