import type { FieldError } from '#cluster/api/schema/field-error.ts';

/** field.Required, field.Invalid and the like (apimachinery/pkg/util/validation/field/errors.go, v1.35). */

export function required(field: string, detail?: string): FieldError {
  return { type: 'Required value', field, detail };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'Invalid value', field, value, detail };
}

export function unsupported(field: string, value: unknown, values: readonly string[]): FieldError {
  const detail = `supported values: ${values.map((one) => JSON.stringify(one)).join(', ')}`;
  return { type: 'Unsupported value', field, value, detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'Forbidden', field, detail };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'Duplicate value', field, value };
}

export function notFound(field: string, value: unknown): FieldError {
  return { type: 'Not found', field, value };
}

export function tooLong(field: string, bytes: number): FieldError {
  return { type: 'Too long', field, detail: `may not be more than ${bytes} bytes` };
}

/** Each sentence about a value as an error of its field. */
export function each(field: string, value: unknown, sentences: readonly string[]): FieldError[] {
  return sentences.map((detail) => invalid(field, value, detail));
}

/** An enumerated field: required, and one of `values`. */
export function oneOf(field: string, value: unknown, values: readonly string[]): FieldError[] {
  if (value === undefined || value === '') return [required(field)];
  return optionalOneOf(field, value, values);
}

export function optionalOneOf(
  field: string,
  value: unknown,
  values: readonly string[],
): FieldError[] {
  const isKnown = value === undefined || values.some((one) => one === value);
  return isKnown ? [] : [unsupported(field, value, values)];
}

export function nonNegative(field: string, value: unknown): FieldError[] {
  return typeof value === 'number' && value < 0
    ? [invalid(field, value, 'must be greater than or equal to 0')]
    : [];
}

export function immutable(field: string, value: unknown, isSame: boolean): FieldError[] {
  return isSame ? [] : [invalid(field, value ?? null, 'field is immutable')];
}
