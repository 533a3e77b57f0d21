import { AwkArray, type Element } from './array.ts';
import { fatal } from './problems.ts';
import type { Value } from './values.ts';

/** Where a variable keeps its value: the program's, or a parameter. */
export interface Cell {
  readonly name: string;
  value: Element;
  /** The variable that a parameter was given, while neither has a value: an array made in one is in the other. */
  readonly origin?: Cell | undefined;
  readonly isParameter?: boolean;
  /** It was read as a value before it had one: it cannot become an array. */
  isScalar?: boolean;
}

export function plainCell(name: string, value?: Element): Cell {
  return { name, value };
}

/** A variable that is part of the machine: FS, NF. */
export class BoundCell implements Cell {
  readonly name: string;
  isScalar = true;
  readonly #get: () => Value;
  readonly #set: (value: Value) => void;

  constructor(name: string, get: () => Value, set: (value: Value) => void) {
    this.name = name;
    this.#get = get;
    this.#set = set;
  }

  get value(): Element {
    return this.#get();
  }

  set value(value: Element) {
    if (value instanceof AwkArray) fatal(`attempt to use scalar \`${this.name}' as an array`);
    this.#set(value);
  }
}

export function scalarOf(cell: Cell): Value {
  const { value } = cell;
  if (value instanceof AwkArray) return refuseArray(cell, value);
  if (value === undefined) cell.isScalar = true;
  return value;
}

export function setScalar(cell: Cell, value: Value): void {
  const before = cell.value;
  if (before instanceof AwkArray) refuseArray(cell, before);
  cell.value = value;
}

function refuseArray(cell: Cell, { name }: AwkArray): never {
  const origin = cell.isParameter && name !== cell.name ? ` (from ${name})` : '';
  return fatal(`attempt to use array \`${cell.name}${origin}' in a scalar context`);
}

/** The array of a variable, which becomes one where it has no value yet. */
export function arrayOf(cell: Cell): AwkArray {
  const { value, origin } = cell;
  if (value instanceof AwkArray) return value;
  if (value !== undefined || cell.isScalar)
    return fatal(
      `attempt to use scalar ${cell.isParameter ? 'parameter ' : ''}\`${cell.name}' as an array`,
    );
  const array: AwkArray = origin ? arrayOf(origin) : new AwkArray(cell.name);
  cell.value = array;
  return array;
}

/** An array in an element, which becomes one where it has no value yet. */
export function arrayIn(array: AwkArray, key: string): AwkArray {
  const found = array.get(key);
  if (found instanceof AwkArray) return found;
  const name = `${array.name}["${key}"]`;
  if (found !== undefined) return fatal(`attempt to use scalar \`${name}' as an array`);
  const made = new AwkArray(name);
  array.set(key, made);
  return made;
}

export function scalarIn(array: AwkArray, key: string): Value {
  const found = array.touch(key);
  if (found instanceof AwkArray)
    return fatal(`attempt to use array \`${found.name}' in a scalar context`);
  return found;
}

export function setIn(array: AwkArray, key: string, value: Value): void {
  if (array.get(key) instanceof AwkArray) scalarIn(array, key);
  array.set(key, value);
}
