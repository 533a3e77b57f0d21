import { cut, fail, shown } from './errors.ts';
import { isArray, isObject, type Json } from './json.ts';
import type { Item } from './scope.ts';

/** A value that was not in what came in. */
export function made(value: Json, { path }: Item): Item {
  return { value, path: path === undefined ? undefined : 'lost' };
}

/** One step further from an item. */
export function moved({ value: from, path }: Item, value: Json, key: Json): Item {
  if (path === undefined) return { value, path };
  if (path === 'lost')
    return fail(
      `Invalid path expression near attempt to access element ${cut(key, 14)} of ${cut(from, 29)}`,
    );
  return { value, path: [...path, key] };
}

/** The items of a list, the values of an object. */
export function* each(item: Item): Generator<Item> {
  const { value } = item;
  if (item.path === 'lost')
    fail(`Invalid path expression near attempt to iterate through ${cut(value, 29)}`);
  if (value !== null && isArray(value))
    for (const [at, one] of value.entries()) yield moved(item, one, at);
  else if (isObject(value))
    for (const [key, one] of Object.entries(value)) yield moved(item, one, key);
  else fail(`Cannot iterate over ${shown(value)}`);
}
