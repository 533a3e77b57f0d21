import { type Fields, fieldsOf, isFields, listOf, textOf } from '#cluster/api/json.ts';

/** Fields of an object as Go sees them once decoded: what is missing is the zero value. */

export function has(object: Fields, key: string): boolean {
  return object[key] !== undefined && object[key] !== null;
}

export function text(object: Fields, key: string): string {
  return textOf(object[key]);
}

export function number(object: Fields, key: string): number {
  const value = object[key];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : 0;
}

export function isTrue(object: Fields, key: string): boolean {
  return object[key] === true;
}

export function child(object: Fields, ...path: readonly string[]): Fields {
  return path.reduce((here, key) => fieldsOf(here[key]), object);
}

/** A message that may not be set. */
export function optional(object: Fields, key: string): Fields | undefined {
  return isFields(object[key]) ? object[key] : undefined;
}

/** A list of messages; null where one is. */
export function messages(object: Fields, key: string): readonly (Fields | undefined)[] {
  return listOf(object[key]).map((each) => (isFields(each) ? each : undefined));
}

export function texts(object: Fields, key: string): readonly string[] {
  return listOf(object[key]).map(textOf);
}

/** A map in the order of its keys: Go's is random. */
export function entries(object: Fields, key: string): readonly (readonly [string, unknown])[] {
  return Object.entries(fieldsOf(object[key])).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
