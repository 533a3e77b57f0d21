import { isRecord, textOf } from '#commands/kubectl/json.ts';
import { compare } from './compare.ts';
import type { PathNode } from './parse.ts';
import { PathError } from './path-error.ts';

/** A constant of the template remembers that it is one: Go does not compare an int with a float. */
export type Value = unknown;

export interface PathOptions {
  /** A key that is not there is nothing, rather than an error. */
  allowsMissingKeys: boolean;
}

/** One list of values a node of the template, loops unrolled. */
export function evaluatePath(
  nodes: readonly PathNode[],
  data: unknown,
  options: PathOptions,
): Value[][] {
  return new Evaluation(nodes, options).block(0, data);
}

class Evaluation {
  readonly #nodes: readonly PathNode[];
  readonly #options: PathOptions;
  /** Words met and not yet heeded. */
  #begins = 0;
  #ends = 0;
  #depth = 0;
  #lastEnd = -1;

  constructor(nodes: readonly PathNode[], options: PathOptions) {
    this.#nodes = nodes;
    this.#options = options;
  }

  /** From a node to the end of its range, or of the template: client-go's FindResults, step by step. */
  block(start: number, data: unknown): Value[][] {
    const results: Value[][] = [];
    for (let at = start; at < this.#nodes.length; at++) {
      const node = this.#nodes[at];
      if (node === undefined) break;
      const values = this.#walk([data], node);
      if (this.#ends > 0 && this.#ends <= this.#depth) {
        this.#ends--;
        this.#lastEnd = at;
        break;
      }
      if (this.#begins === 0) {
        results.push(values);
        continue;
      }
      results.push(...this.#range(at + 1, values));
      // A range without an end is passed through once more, from where it was met.
      if (this.#lastEnd > at) at = this.#lastEnd;
    }
    return results;
  }

  #range(start: number, values: readonly Value[]): Value[][] {
    this.#begins--;
    this.#depth++;
    const results = values.flatMap((value) => this.block(start, value));
    if (values.length === 0) this.block(start, undefined);
    this.#depth--;
    return results;
  }

  #walk(input: readonly Value[], node: PathNode): Value[] {
    switch (node.type) {
      case 'list':
        return node.nodes.reduce<Value[]>((values, one) => this.#walk(values, one), [...input]);
      case 'text':
        return [node.value];
      case 'constant':
        return input.map(() => node.value);
      case 'word':
        this.#heed(node.value);
        return [...input];
      case 'field':
        return this.#field(input, node.value);
      case 'slice':
        return input.flatMap((value) => slice(value, node));
      case 'union':
        return node.nodes.flatMap((one) => this.#walk(input, one));
      case 'filter':
        return input.flatMap((value) => this.#filter(value, node));
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return descend(input);
    }
  }

  #heed(word: string): void {
    if (word === 'range') this.#begins++;
    else if (word !== 'end') throw new PathError(`unrecognized identifier ${word}`);
    else if (this.#depth === 0) throw new PathError('not in range, nothing to end');
    else this.#ends++;
  }

  #field(input: readonly Value[], key: string): Value[] {
    const found = input.flatMap((value) =>
      isRecord(value) && Object.hasOwn(value, key) ? [value[key]] : [],
    );
    if (found.length === 0 && !this.#options.allowsMissingKeys)
      throw new PathError(`${key} is not found`);
    return found;
  }

  #filter(value: Value, node: Extract<PathNode, { type: 'filter' }>): Value[] {
    if (!Array.isArray(value))
      throw new PathError(`${formatGo(value)} is not array or slice and cannot be filtered`);
    return value.filter((item) => {
      const lefts = this.#walk([item], node.left);
      if (node.operator === 'exists') return lefts.length > 0;
      if (lefts.length === 0) return false;
      const rights = lefts.length > 1 ? [] : this.#walk([item], node.right);
      if (lefts.length > 1 || rights.length > 1)
        throw new PathError('can only compare one element at a time');
      return rights.length > 0 && compare(lefts[0], node.operator, rights[0]);
    });
  }
}

function slice(value: Value, node: Extract<PathNode, { type: 'slice' }>): Value[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new PathError(`${goType(value)} is not array or slice`);
  const { length } = value;
  let from = node.from.isKnown ? node.from.value : 0;
  if (from < 0) from += length;
  let to = node.to.isKnown ? node.to.value : length;
  if (to < 0 || (to === 0 && node.to.isDerived)) to += length;
  if (from === to) return [];
  if (from >= length || from < 0)
    throw new PathError(`array index out of bounds: index ${from}, length ${length}`);
  if (to > length || to < 0)
    throw new PathError(`array index out of bounds: index ${to - 1}, length ${length}`);
  if (from > to) throw new PathError(`starting index ${from} is greater than ending index ${to}`);
  const step = node.step.isKnown ? node.step.value : 1;
  if (step <= 0) throw new PathError('step must be > 0');
  return value.slice(from, to).filter((_, index) => index % step === 0);
}

function children(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? sortedKeys(value).map((key) => value[key]) : [];
}

function descend(input: readonly Value[]): Value[] {
  return input.flatMap((value) => {
    if (typeof value === 'string') return value === '' ? [] : [value];
    const inside = children(value);
    return inside.length === 0 ? [] : [value, ...descend(inside)];
  });
}

export function sortedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
}

/** The Go type that JSON of this form is read into. */
export function goType(value: Value): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isRecord(value)) return 'map[string]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int64' : 'float64';
}

/** fmt's `%v` */
export function formatGo(value: Value): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(formatGo).join(' ')}]`;
  if (isRecord(value))
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${formatGo(value[key])}`)
      .join(' ')}]`;
  return typeof value === 'number' ? formatNumber(value) : textOf(value);
}

/** `%v` of an int64, or of a float64: the shortest `%g`, an exponent from 1e21. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 21) return String(value);
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
