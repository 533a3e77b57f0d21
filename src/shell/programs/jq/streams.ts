import { pathsOf, update } from './assign.ts';
import { fail, JqError } from './errors.ts';
import type { Machine, Native } from './evaluate.ts';
import { made, moved } from './steps.ts';
import { isArray, isObject, isTrue, type Json } from './json.ts';
import { indexOf, withoutPaths, type Path } from './paths.ts';
import type { Closure, Item } from './scope.ts';
import { itemsOf, listOf, numberOf, pathOf } from './values.ts';

export const identity: Closure = { ast: { type: 'identity' }, scope: undefined };
const each: Closure = { ast: { type: 'each', from: { type: 'identity' } }, scope: undefined };

/** Functions that are given filters, or that keep the place of what they give. */
export const streamFunctions: Readonly<Record<string, Native>> = {
  'empty/0': () => [],
  'error/0': (_, { value }) => {
    throw new JqError(value);
  },
  'error/1': ([message = identity], { value }, machine) => {
    for (const one of machine.values(message, value)) throw new JqError(one);
    return [];
  },
  *'select/1'([condition = identity], item, machine) {
    for (const one of machine.values(condition, item.value)) if (isTrue(one)) yield item;
  },
  *'map/1'([filter = identity], item, machine) {
    yield made(
      itemsOf(item.value).flatMap((one) => [...machine.values(filter, one)]),
      item,
    );
  },
  *'map_values/1'([filter = identity], item, machine) {
    yield made(
      update(machine, each, item.value, (old) => machine.values(filter, old)),
      item,
    );
  },
  'recurse/0': (_, item, machine) => machine.recurse(item, (one) => tried(machine.call(each, one))),
  'recurse/1': ([filter = identity], item, machine) =>
    machine.recurse(item, (one) => machine.call(filter, one)),
  'recurse/2': ([filter = identity, condition = identity], item, machine) =>
    machine.recurse(item, (one) => chosen(machine, machine.call(filter, one), condition)),
  *'getpath/1'([path = identity], item, machine) {
    for (const one of machine.values(path, item.value)) {
      let here = item;
      for (const key of pathOf(one))
        here = moved(here, here.value === null ? null : indexOf(here.value, key), key);
      yield here;
    }
  },
  *'path/1'([filter = identity], item, machine) {
    for (const path of pathsOf(machine, filter, item.value)) yield made(path, item);
  },
  *'paths/0'(_, item) {
    for (const [path] of leaves(item.value, () => true))
      if (path.length > 0) yield made(path, item);
  },
  *'paths/1'([condition = identity], item, machine) {
    for (const [path, value] of leaves(item.value, () => true))
      for (const one of path.length > 0 ? machine.values(condition, value) : [])
        if (isTrue(one)) yield made(path, item);
  },
  *'leaf_paths/0'(_, item) {
    for (const [path] of leaves(item.value, (value) => typeof value !== 'object' || value === null))
      if (path.length > 0) yield made(path, item);
  },
  *'del/1'([filter = identity], item, machine) {
    yield made(withoutPaths(item.value, [...pathsOf(machine, filter, item.value)]), item);
  },
  *'with_entries/1'([filter = identity], item, machine) {
    const { value } = item;
    const entries = isObject(value)
      ? Object.entries(value)
      : [...listOf(value, 'has no keys').entries()];
    const pairs = entries.flatMap(([key, one]) => [...machine.values(filter, { key, value: one })]);
    yield* machine.call(call('from_entries'), made(pairs, item));
  },
  *'walk/1'([filter = identity], item, machine) {
    for (const one of walked(machine, filter, item.value)) yield made(one, item);
  },
  *'first/1'([filter = identity], item, machine) {
    for (const one of machine.call(filter, item)) {
      yield one;
      return;
    }
  },
  *'first/0'(_, item) {
    yield moved(item, indexOf(item.value, 0), 0);
  },
  *'last/0'(_, item) {
    yield moved(item, indexOf(item.value, -1), -1);
  },
  *'last/1'([filter = identity], item, machine) {
    let last = made(null, item);
    for (const one of machine.call(filter, item)) last = one;
    yield last;
  },
  *'nth/1'([index = identity], item, machine) {
    for (const at of machine.values(index, item.value))
      yield moved(item, indexOf(item.value, at), at);
  },
  *'nth/2'([index = identity, filter = identity], item, machine) {
    for (const at of machine.values(index, item.value)) {
      if (numberOf(at) < 0) fail('Out of bounds negative array index');
      let left = numberOf(at);
      for (const one of machine.call(filter, item)) {
        if (left === 0) {
          yield one;
          break;
        }
        left -= 1;
      }
    }
  },
  *'limit/2'([count = identity, filter = identity], item, machine) {
    for (const most of machine.values(count, item.value)) {
      let left = numberOf(most);
      // Of none or less, jq 1.6 gives all.
      for (const one of machine.call(filter, item)) {
        yield one;
        left -= 1;
        if (left === 0) break;
      }
    }
  },
  *'until/2'([condition = identity, next = identity], item, machine) {
    let here: Item | undefined = item;
    while (here && ![...machine.values(condition, here.value)].some(isTrue)) {
      machine.step();
      [here] = machine.call(next, here);
    }
    if (here) yield here;
  },
  'while/2': ([condition = identity, next = identity], item, machine) => {
    const goesOn = (one: Item): boolean => [...machine.values(condition, one.value)].some(isTrue);
    if (!goesOn(item)) return [];
    return machine.recurse(item, function* (one) {
      for (const after of machine.call(next, one)) if (goesOn(after)) yield after;
    });
  },
  *'repeat/1'([next = identity], item, machine) {
    for (const one of machine.call(next, item))
      yield* machine.recurse(one, (after) => machine.call(next, after));
  },
  *'range/1'([end = identity], item, machine) {
    for (const most of machine.values(end, item.value))
      yield* range(machine, item, { from: 0, to: numberOf(most), by: 1 });
  },
  *'range/2'([start = identity, end = identity], item, machine) {
    for (const from of machine.values(start, item.value))
      for (const most of machine.values(end, item.value))
        yield* range(machine, item, { from: numberOf(from), to: numberOf(most), by: 1 });
  },
  *'range/3'([start = identity, end = identity, step = identity], item, machine) {
    for (const from of machine.values(start, item.value))
      for (const most of machine.values(end, item.value))
        for (const by of machine.values(step, item.value))
          yield* range(machine, item, {
            from: numberOf(from),
            to: numberOf(most),
            by: numberOf(by),
          });
  },
  *'isempty/1'([filter = identity], item, machine) {
    const { done } = machine.call(filter, item)[Symbol.iterator]().next();
    yield made(done === true, item);
  },
  *'in/1'([object = identity], item, machine) {
    for (const one of machine.values(object, item.value))
      yield* machine.call(call('has', { type: 'literal', value: item.value }), made(one, item));
  },
  *'pick/1'([filter = identity], item, machine) {
    let result: Json = null;
    for (const path of pathsOf(machine, filter, item.value))
      for (const one of machine.values(
        call('getpath', { type: 'literal', value: path }),
        item.value,
      ))
        [result = null] = machine.values(
          call('setpath', { type: 'literal', value: path }, { type: 'literal', value: one }),
          result,
        );
    yield made(result, item);
  },
  *'tostream/0'(_, item) {
    yield* streamed(item);
  },
};

function call(name: string, ...args: Closure['ast'][]): Closure {
  return { ast: { type: 'call', name, args, at: 0 }, scope: undefined };
}

function* chosen(machine: Machine, found: Iterable<Item>, condition: Closure): Generator<Item> {
  for (const item of found)
    for (const one of machine.values(condition, item.value)) if (isTrue(one)) yield item;
}

function* tried(found: Iterable<Item>): Generator<Item> {
  try {
    yield* found;
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
  }
}

function* range(
  machine: Machine,
  item: Item,
  { from, to, by }: { from: number; to: number; by: number },
): Generator<Item> {
  for (let at = from; by < 0 ? at > to : at < to; at += by) {
    machine.step();
    yield made(at, item);
  }
}

/** Every place in a value, itself first, whose value is asked for. */
function* leaves(
  value: Json,
  isWanted: (value: Json) => boolean,
  path: Path = [],
): Generator<[Path, Json]> {
  if (isWanted(value)) yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  const inner: Iterable<[string | number, Json]> = isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, one] of inner) yield* leaves(one, isWanted, [...path, key]);
}

function* walked(machine: Machine, filter: Closure, value: Json): Generator<Json> {
  let inner = value;
  if (value !== null && isArray(value))
    inner = value.flatMap((one) => [...walked(machine, filter, one)]);
  else if (isObject(value))
    inner = Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) =>
        [...walked(machine, filter, one)].slice(0, 1).map((next) => [key, next]),
      ),
    );
  yield* machine.values(filter, inner);
}

function* streamed(item: Item): Generator<Item> {
  const top = item.value;
  function* walk(value: Json, path: Path): Generator<Json> {
    const keys: (string | number)[] = isObject(value)
      ? Object.keys(value)
      : value !== null && isArray(value)
        ? [...value.keys()]
        : [];
    if (keys.length === 0) yield [path, value];
    for (const key of keys) yield* walk(indexOf(value, key), [...path, key]);
    const last = keys.at(-1);
    if (last !== undefined) yield [[...path, last]];
  }
  for (const event of walk(top, [])) yield made(event, item);
}
