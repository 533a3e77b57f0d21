import { AwkArray, type Element } from './array.ts';
import { callFunction } from './calls.ts';
import type { Soon } from './code.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import type { Machine } from './machine.ts';
import { fatal } from './problems.ts';
import { compareNumbers, compareTexts, toNumber, toText } from './values.ts';

export interface Pair {
  readonly key: string;
  readonly value: Element;
}

type Order = (a: Pair, b: Pair) => number;

/** The keys of an array, in the order that PROCINFO["sorted_in"] asks for. */
export function sortedKeys(compiler: ExpressionCompiler, array: AwkArray): Soon<string[]> {
  const { value: procinfo } = compiler.machine.cell('PROCINFO');
  const asked = procinfo instanceof AwkArray ? procinfo.get('sorted_in') : undefined;
  const order = asked instanceof AwkArray ? '' : compiler.machine.text(asked);
  if (array === procinfo) fatal('maillage: parcourir PROCINFO n’est pas simulé dans ce cours');
  if (order === '' || array.size === 0) return array.keys();
  const sorted = sortPairs(compiler, array, order);
  const keysOf = (pairs: readonly Pair[]): string[] => pairs.map(({ key }) => key);
  return sorted instanceof Promise ? sorted.then(keysOf) : keysOf(sorted);
}

/** Keys with their values, in an order that has a name, or by a function of the program. */
export function sortPairs(
  compiler: ExpressionCompiler,
  array: AwkArray,
  order: string,
): Soon<Pair[]> {
  const pairs = array.keys().map((key): Pair => ({ key, value: array.get(key) }));
  if (order === '@unsorted') return pairs;
  const [, by, direction] =
    /^@(ind_str|ind_num|val_str|val_num|val_type)_(asc|desc)$/u.exec(order) ?? [];
  const compare = by === undefined ? undefined : ordersOf(compiler.machine)[by];
  if (!compare) return sortByFunction(compiler, pairs, order);
  return pairs.sort(direction === 'desc' ? (a, b) => -compare(a, b) : compare);
}

function ordersOf(machine: Machine): Record<string, Order> {
  const text = (a: string, b: string): number =>
    machine.ignoresCase
      ? compareTexts(a.toLowerCase(), b.toLowerCase()) || compareTexts(a, b)
      : compareTexts(a, b);
  const key: Order = (a, b) => text(a.key, b.key);
  const isArray = ({ value }: Pair): boolean => value instanceof AwkArray;
  const textOf = ({ value }: Pair): string =>
    value instanceof AwkArray ? '' : toText(value, machine.write);
  const numberOf = ({ value }: Pair): number => (value instanceof AwkArray ? 0 : toNumber(value));
  const type: Order = (a, b) => {
    if (isArray(a) || isArray(b)) return Number(isArray(a)) - Number(isArray(b)) || key(a, b);
    const [first, second] = [isNumber(a.value), isNumber(b.value)];
    if (first && second) return compareNumbers(numberOf(a), numberOf(b)) || key(a, b);
    if (first !== second) return first ? -1 : 1;
    return text(textOf(a), textOf(b)) || key(a, b);
  };
  const scalars =
    (order: Order): Order =>
    (a, b) =>
      isArray(a) || isArray(b) ? type(a, b) : order(a, b);
  return {
    ind_str: key,
    ind_num: (a, b) => compareNumbers(toNumber(a.key), toNumber(b.key)) || key(a, b),
    val_str: scalars((a, b) => text(textOf(a), textOf(b)) || key(a, b)),
    val_num: scalars(
      (a, b) => compareNumbers(numberOf(a), numberOf(b)) || text(textOf(a), textOf(b)) || key(a, b),
    ),
    val_type: type,
  };
}

function isNumber(value: Element): boolean {
  if (value === undefined || typeof value === 'number') return true;
  return typeof value === 'object' && !(value instanceof AwkArray) && value.number !== undefined;
}

/** Halves that are merged, as qsort(3) of glibc 2.36 does. */
async function sortByFunction(
  compiler: ExpressionCompiler,
  pairs: Pair[],
  name: string,
): Promise<Pair[]> {
  if (name === '' || /\s/u.test(name)) fatal(`\`${name}' is invalid as a function name`);
  const called = compiler.functions.get(name);
  if (!called) return fatal(`sort comparison function \`${name}' is not defined`);
  const compare = async (a: Pair, b: Pair): Promise<number> => {
    const given = [{ value: a.key }, { value: a.value }, { value: b.key }, { value: b.value }];
    return toNumber(await callFunction(compiler.machine, called, given));
  };
  const sort = async (all: Pair[]): Promise<Pair[]> => {
    if (all.length < 2) return all;
    const middle = Math.floor(all.length / 2);
    const first = await sort(all.slice(0, middle));
    const second = await sort(all.slice(middle));
    const merged: Pair[] = [];
    let [a, b] = [first.shift(), second.shift()];
    while (a && b) {
      if ((await compare(a, b)) <= 0) {
        merged.push(a);
        a = first.shift();
      } else {
        merged.push(b);
        b = second.shift();
      }
    }
    return [...merged, ...(a ? [a] : []), ...first, ...(b ? [b] : []), ...second];
  };
  return sort(pairs);
}

/** A value of an array as it is copied elsewhere. */
export function copyOf(value: Element): Element {
  if (!(value instanceof AwkArray)) return value;
  const copy = new AwkArray(value.name);
  for (const key of value.keys()) copy.set(key, copyOf(value.get(key)));
  return copy;
}
