import type { BinaryOperator } from './ast.ts';
import { fail, shown } from './errors.ts';
import { compare, isArray, isObject, type Json, type JsonObject } from './json.ts';

/** No text of a filter may be longer. */
const longestText = 4_000_000;

export function operate(operator: BinaryOperator, a: Json, b: Json): Json {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case '%':
      return remainder(a, b);
    case '==':
      return compare(a, b) === 0;
    case '!=':
      return compare(a, b) !== 0;
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
  }
}

export function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length + b.length > longestText) fail('maillage: plus de 4 millions de caractères');
    return a + b;
  }
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return { ...a, ...b };
  return fail(`${shown(a)} and ${shown(b)} cannot be added`);
}

function subtract(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a !== null && b !== null && isArray(a) && isArray(b))
    return a.filter((item) => !b.some((other) => compare(item, other) === 0));
  return fail(`${shown(a)} and ${shown(b)} cannot be subtracted`);
}

function multiply(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'string' && typeof b === 'number') return repeated(a, b);
  if (typeof a === 'number' && typeof b === 'string') return repeated(b, a);
  if (isObject(a) && isObject(b)) return merged(a, b);
  return fail(`${shown(a)} and ${shown(b)} cannot be multiplied`);
}

function repeated(text: string, times: number): Json {
  const count = Math.trunc(times);
  if (!(count > 0)) return null;
  if (text.length * count > longestText) fail('maillage: plus de 4 millions de caractères');
  return text.repeat(count);
}

/** Objects in both are merged in their turn. */
function merged(a: JsonObject, b: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = Object.hasOwn(a, key) ? a[key] : undefined;
    result[key] =
      before !== undefined && isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

function divide(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) fail(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`);
    return a / b;
  }
  if (typeof a === 'string' && typeof b === 'string') return split(a, b);
  return fail(`${shown(a)} and ${shown(b)} cannot be divided`);
}

export function split(text: string, separator: string): Json {
  return text === '' ? [] : separator === '' ? Array.from(text) : text.split(separator);
}

/** Of whole numbers, with the sign of the first. */
function remainder(a: Json, b: Json): Json {
  if (typeof a !== 'number' || typeof b !== 'number')
    return fail(`${shown(a)} and ${shown(b)} cannot be divided`);
  const divisor = Math.abs(Math.trunc(b));
  if (divisor === 0)
    fail(`${shown(a)} and ${shown(b)} cannot be divided (remainder) because the divisor is zero`);
  return (Math.trunc(a) % divisor) + 0;
}
