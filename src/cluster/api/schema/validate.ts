import type { Fields } from '#cluster/api/json.ts';
import type { FieldError } from './field-error.ts';

/** What is wrong with an object, and with its change from `old`. */
export function validate(_object: Fields, _old?: Fields): FieldError[] {
  return [];
}
