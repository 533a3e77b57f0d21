import { jsonText, typeOf, type Json } from './json.ts';

/** An error of a filter, which `try` may catch: its value is what `catch` is given. */
export class JqError extends Error {
  override name = 'JqError';
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : `${jsonText(value)} (not a string)`);
    this.value = value;
  }
}

/** A filter that cannot be read, or that names what is not there; and where. */
export class SyntaxProblem extends Error {
  override name = 'SyntaxProblem';
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** `break $label`, on its way out. */
export class Break extends Error {
  override name = 'Break';
  readonly label: object;
  constructor(label: object) {
    super('break');
    this.label = label;
  }
}

/** A value in an error: its type, and the beginning of its text. */
export function shown(value: Json): string {
  return `${typeOf(value)} (${cut(value, 14)})`;
}

/** Its text, of which no more than so many letters are told. */
export function cut(value: Json, most: number): string {
  const text = jsonText(value);
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}

export function fail(message: string): never {
  throw new JqError(message);
}
