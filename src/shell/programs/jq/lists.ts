import type { Machine, Native } from './evaluate.ts';
import { made } from './steps.ts';
import { compare, isTrue, type Json } from './json.ts';
import type { Closure } from './scope.ts';
import { identity } from './streams.ts';
import { itemsOf, listOf, numberOf, sortedBy } from './values.ts';

/** Functions of lists that ask a filter of each item. */
export const listFunctions: Readonly<Record<string, Native>> = {
  *'sort_by/1'([filter = identity], item, machine) {
    yield made(
      keyed(machine, filter, item.value).map((one) => one.item),
      item,
    );
  },
  *'group_by/1'([filter = identity], item, machine) {
    yield made(groups(keyed(machine, filter, item.value)), item);
  },
  *'unique_by/1'([filter = identity], item, machine) {
    yield made(
      groups(keyed(machine, filter, item.value)).flatMap(([one]) =>
        one === undefined ? [] : [one],
      ),
      item,
    );
  },
  *'min_by/1'([filter = identity], item, machine) {
    yield made(keyed(machine, filter, item.value)[0]?.item ?? null, item);
  },
  *'max_by/1'([filter = identity], item, machine) {
    yield made(keyed(machine, filter, item.value).at(-1)?.item ?? null, item);
  },
  'any/0': (_, item) => [made(itemsOf(item.value).some(isTrue), item)],
  'all/0': (_, item) => [made(itemsOf(item.value).every(isTrue), item)],
  'any/1': ([condition = identity], item, machine) => [
    made(some(machine, itemsOf(item.value), condition, true), item),
  ],
  'all/1': ([condition = identity], item, machine) => [
    made(!some(machine, itemsOf(item.value), condition, false), item),
  ],
  'any/2': ([source = identity, condition = identity], item, machine) => [
    made(some(machine, machine.values(source, item.value), condition, true), item),
  ],
  'all/2': ([source = identity, condition = identity], item, machine) => [
    made(!some(machine, machine.values(source, item.value), condition, false), item),
  ],
  'IN/1': ([source = identity], item, machine) => [
    made(
      [...machine.values(source, item.value)].some((one) => compare(one, item.value) === 0),
      item,
    ),
  ],
  *'IN/2'([source = identity, among = identity], item, machine) {
    const allowed = [...machine.values(among, item.value)];
    const isAny = [...machine.values(source, item.value)].some((one) =>
      allowed.some((other) => compare(one, other) === 0),
    );
    yield made(isAny, item);
  },
  *'INDEX/1'([filter = identity], item, machine) {
    yield made(indexed(machine, itemsOf(item.value), filter), item);
  },
  *'INDEX/2'([source = identity, filter = identity], item, machine) {
    yield made(indexed(machine, machine.values(source, item.value), filter), item);
  },
  *'combinations/0'(_, item) {
    for (const one of combined(listOf(item.value, 'cannot be iterated over')))
      yield made(one, item);
  },
  *'combinations/1'([count = identity], item, machine) {
    for (const times of machine.values(count, item.value))
      for (const one of combined(Array.from({ length: numberOf(times) }, () => item.value)))
        yield made(one, item);
  },
};

function keyed(machine: Machine, filter: Closure, value: Json): { item: Json; key: Json }[] {
  const list = listOf(value, 'cannot be sorted, as it is not an array');
  return sortedBy(
    list,
    list.map((one) => [...machine.values(filter, one)]),
  );
}

function groups(sorted: readonly { item: Json; key: Json }[]): Json[][] {
  const result: Json[][] = [];
  for (const [at, { item, key }] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before && compare(before.key, key) === 0) result.at(-1)?.push(item);
    else result.push([item]);
  }
  return result;
}

function some(
  machine: Machine,
  source: Iterable<Json>,
  condition: Closure,
  wanted: boolean,
): boolean {
  for (const one of source)
    for (const answer of machine.values(condition, one)) if (isTrue(answer) === wanted) return true;
  return false;
}

function indexed(machine: Machine, source: Iterable<Json>, filter: Closure): Json {
  const result: Record<string, Json> = {};
  for (const one of source)
    for (const key of machine.values(filter, one))
      result[typeof key === 'string' ? key : JSON.stringify(key)] = one;
  return result;
}

function* combined([first, ...rest]: readonly Json[]): Generator<Json[]> {
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of itemsOf(first)) for (const others of combined(rest)) yield [one, ...others];
}
