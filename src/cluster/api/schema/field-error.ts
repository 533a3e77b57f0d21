import type { ApiError } from '#cluster/api/api.ts';
import { failure, qualified } from '#cluster/api/errors.ts';

/** apimachinery/pkg/util/validation/field/errors.go, v1.35: what is wrong with one field. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly value?: unknown;
  readonly detail?: string | undefined;
}

type FieldErrorType =
  | 'Required value'
  | 'Invalid value'
  | 'Unsupported value'
  | 'Forbidden'
  | 'Duplicate value'
  | 'Not found'
  | 'Too long'
  | 'Too many'
  | 'Internal error';

const reasons: Record<FieldErrorType, string> = {
  'Required value': 'FieldValueRequired',
  'Invalid value': 'FieldValueInvalid',
  'Unsupported value': 'FieldValueNotSupported',
  Forbidden: 'FieldValueForbidden',
  'Duplicate value': 'FieldValueDuplicate',
  'Not found': 'FieldValueNotFound',
  'Too long': 'FieldValueTooLong',
  'Too many': 'FieldValueTooMany',
  'Internal error': 'InternalError',
};

/** Types whose text does not show the value. */
const valueless = new Set<FieldErrorType>([
  'Required value',
  'Forbidden',
  'Too long',
  'Internal error',
]);

/** In the place of a value that is not told: field.OmitValueType. */
export const omitted = Symbol('omitted');

/** `Invalid value: "x": detail`, without the field. */
function body({ type, value, detail }: FieldError): string {
  const shown = valueless.has(type) || value === omitted ? type : `${type}: ${show(value)}`;
  return detail === undefined || detail === '' ? shown : `${shown}: ${detail}`;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return JSON.stringify(value);
}

function renderFieldError(error: FieldError): string {
  return `${error.field}: ${body(error)}`;
}

/** apimachinery/pkg/api/errors NewInvalid: the 422 of an object with these errors. */
export function invalid(
  of: { group: string; kind: string; name: string },
  errors: readonly FieldError[],
): ApiError {
  const messages = [...new Set(errors.map(renderFieldError))];
  const list = messages.length === 1 ? messages.join('') : `[${messages.join(', ')}]`;
  const message = `${qualified(of.kind, of.group)} ${JSON.stringify(of.name)} is invalid: ${list}`;
  return failure(422, 'Invalid', message, {
    name: of.name,
    ...(of.group === '' ? {} : { group: of.group }),
    kind: of.kind,
    causes: errors.map((error) => ({
      reason: reasons[error.type],
      message: body(error),
      field: error.field,
    })),
  });
}
