import { fail } from './errors.ts';
import { isArray, type Json } from './json.ts';
import type { ValueFunction } from './values.ts';

function textOf(value: Json, name: string): string {
  return typeof value === 'string' ? value : fail(`${name} input must be a string`);
}

/** Functions of strings. */
export const textFunctions: Readonly<Record<string, ValueFunction>> = {
  'ascii_downcase/0': (value) =>
    textOf(value, 'explode').replace(/[A-Z]/gu, (one) => one.toLowerCase()),
  'ascii_upcase/0': (value) =>
    textOf(value, 'explode').replace(/[a-z]/gu, (one) => one.toUpperCase()),
  'explode/0': (value) => Array.from(textOf(value, 'explode'), (one) => one.codePointAt(0) ?? 0),
  'implode/0': (value) =>
    value !== null && isArray(value)
      ? value
          .map((one) =>
            typeof one === 'number'
              ? String.fromCodePoint(one)
              : fail('Unicode codepoint must be numeric'),
          )
          .join('')
      : fail('implode input must be an array'),
  'ltrimstr/1': (value, start) =>
    typeof value === 'string' && typeof start === 'string' && value.startsWith(start)
      ? value.slice(start.length)
      : value,
  'rtrimstr/1': (value, end) =>
    typeof value === 'string' && typeof end === 'string' && end !== '' && value.endsWith(end)
      ? value.slice(0, -end.length)
      : value,
  'trim/0': (value) => textOf(value, 'trim').trim(),
  'ltrim/0': (value) => textOf(value, 'trim').trimStart(),
  'rtrim/0': (value) => textOf(value, 'trim').trimEnd(),
  'startswith/1': (value, start) =>
    typeof value === 'string' && typeof start === 'string'
      ? value.startsWith(start)
      : fail('startswith() requires string inputs'),
  'endswith/1': (value, end) =>
    typeof value === 'string' && typeof end === 'string'
      ? value.endsWith(end)
      : fail('endswith() requires string inputs'),
};
