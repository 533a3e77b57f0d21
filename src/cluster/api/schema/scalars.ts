import { formatQuantity, parseQuantity } from './quantity.ts';
import type { Schema, SchemaType } from './schema.ts';

/** Where a value is that does not fit. */
export interface Place {
  /** Field names from the root. */
  readonly stack: readonly string[];
  /** The name of the definition that holds the field. */
  readonly struct?: string;
  readonly reader: { readonly root?: Schema };
}

/** What does not fit, as `exact-words.ts` tells it. */
export type Misfit = { shown: string; schema: Schema; place: Place } | { time: string };

/** A value that Go's JSON decoding refuses. What it says of it is `exactWords`, which are loaded when they are needed. */
export class DecodeError extends Error {
  override name = 'DecodeError';
  readonly misfit: Misfit | undefined;
  constructor(message: string, misfit?: Misfit) {
    super(message);
    this.misfit = misfit;
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

export function typeError(
  value: unknown,
  schema: Schema,
  place: Place,
  shown = jsonType(value),
): DecodeError {
  return new DecodeError(place.stack.join('.'), { shown, schema, place });
}

const bounds: Record<'int32' | 'int64', number> = { int32: 2 ** 31, int64: 2 ** 63 };

/** How each scalar is read. */
const readers: Partial<Record<SchemaType, (value: unknown, place: Place) => unknown>> = {
  string: (value, place) => readPlain(value, 'string', place),
  boolean: (value, place) => readPlain(value, 'boolean', place),
  double: (value, place) => readPlain(value, 'double', place),
  int32: (value, place) => readInteger(value, 'int32', place),
  int64: (value, place) => readInteger(value, 'int64', place),
  quantity: readQuantity,
  'int-or-string': readIntOrString,
  time: readTime,
  'micro-time': readMicroTime,
  bytes: readBytes,
};

export function readScalar(value: unknown, type: SchemaType, place: Place): unknown {
  return readers[type]?.(value, place) ?? value;
}

function readPlain(value: unknown, type: 'string' | 'boolean' | 'double', place: Place): unknown {
  if (typeof value !== (type === 'double' ? 'number' : type))
    throw typeError(value, { type }, place);
  return value;
}

function readIntOrString(value: unknown, place: Place): unknown {
  return typeof value === 'string' ? value : readInteger(value, 'int32', place);
}

function shownNumber(value: unknown): string {
  return typeof value === 'number' ? `number ${value}` : jsonType(value);
}

function readInteger(value: unknown, type: 'int32' | 'int64', place: Place): unknown {
  if (typeof value !== 'number') throw typeError(value, { type }, place);
  const fits = Number.isInteger(value) && value >= -bounds[type] && value < bounds[type];
  if (!fits) throw typeError(value, { type }, place, shownNumber(value));
  return value;
}

/** apimachinery/pkg/api/resource/quantity.go ErrFormatWrong, ErrSuffix */
function readQuantity(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  const quantity = typeof text === 'string' ? parseQuantity(text.trim()) : undefined;
  if (quantity !== undefined) return formatQuantity(quantity);
  const hasSuffix =
    typeof text === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)[eEinumkKMGTP]*[-+]?\d*$/.test(text);
  throw new DecodeError(
    hasSuffix
      ? "unable to parse quantity's suffix"
      : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  );
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)T(\d?\d:\d\d:\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)$/;

/** In UTC, to the second, as Go writes it. */
function readTime(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw typeError(value, { type: 'string' }, place);
  const [, day = '', hours = '', zone = ''] = rfc3339.exec(value) ?? [];
  const clock = hours.padStart(8, '0');
  const time = new Date(`${day}T${clock}${zone}`);
  const isDay = new Date(day).getUTCDate() === Number(day.slice(8));
  if (Number.isNaN(time.getTime()) || !isDay || clock >= '24')
    throw new DecodeError(value, { time: value });
  return time.toISOString().replace('.000', '');
}

function readMicroTime(value: unknown, place: Place): unknown {
  readTime(value, place);
  return value;
}

function readBytes(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw typeError(value, { type: 'bytes' }, place);
  const text = value.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(text);
  if (bad !== null) throw new DecodeError(`illegal base64 data at input byte ${bad.index}`);
  const padding = text.indexOf('=');
  if (text.length % 4 !== 0 || (padding >= 0 && !/^={1,2}$/.test(text.slice(padding)))) {
    throw new DecodeError(
      `illegal base64 data at input byte ${padding < 0 ? text.length : padding}`,
    );
  }
  return text;
}
