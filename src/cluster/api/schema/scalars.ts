import { formatQuantity, parseQuantity } from './quantity.ts';
import type { Schema, SchemaType } from './schema.ts';

/** What Go's JSON decoding says of a value that does not fit. */
export class DecodeError extends Error {
  override name = 'DecodeError';
}

interface Place {
  readonly stack: readonly string[];
  readonly struct?: string;
  readonly reader: { readonly root?: Schema };
}

const goScalars: Partial<Record<SchemaType, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  boolean: 'bool',
  bytes: '[]uint8',
  quantity: 'resource.Quantity',
  'int-or-string': 'intstr.IntOrString',
  time: 'v1.Time',
  'micro-time': 'v1.MicroTime',
  any: 'runtime.RawExtension',
};

function goType(schema: Schema): string {
  if (schema.type === 'list') return `[]${schema.items === undefined ? '' : goType(schema.items)}`;
  if (schema.type === 'map')
    return schema.items?.type === 'quantity'
      ? 'v1.ResourceList'
      : `map[string]${schema.items === undefined ? '' : goType(schema.items)}`;
  if (schema.type === 'object') return schema.name?.split('.').slice(-2).join('.') ?? 'struct';
  return goScalars[schema.type] ?? 'string';
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

/** `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32` */
export function typeError(
  value: unknown,
  schema: Schema,
  place: Place,
  shown = jsonType(value),
): DecodeError {
  const field = `${place.struct ?? ''}.${withEmbedded(place).join('.')}`;
  return new DecodeError(
    `json: cannot unmarshal ${shown} into Go struct field ${field} of type ${goType(schema)}`,
  );
}

/** Structs that Go has embedded in others: which of their fields are another's, and its name. */
const embedded: readonly (readonly [struct: RegExp, field: RegExp, name: string])[] = [
  [/^Probe$/, /^(exec|httpGet|tcpSocket|grpc)$/, 'ProbeHandler'],
  [/^Volume$/, /^(?!name$)/, 'VolumeSource'],
  [/^EphemeralContainer$/, /^(?!targetContainerName$)/, 'EphemeralContainerCommon'],
  [/^(ConfigMap|Secret)(KeySelector|EnvSource|Projection)$/, /^name$/, 'LocalObjectReference'],
  [/^ConfigMapVolumeSource$/, /^name$/, 'LocalObjectReference'],
  [
    /^PersistentVolumeSpec$/,
    /^(?!accessModes|capacity|claimRef|mountOptions|nodeAffinity|persistentVolumeReclaimPolicy|storageClassName|volume)/,
    'PersistentVolumeSource',
  ],
];

/** The way to a field as Go tells it, which names embedded structs too. */
function withEmbedded({ stack, reader }: Place): string[] {
  let schema = reader.root;
  return stack.flatMap((name) => {
    const struct = schema?.name?.split('.').at(-1) ?? '';
    schema = schema?.fields?.get(name)?.schema;
    while (schema?.items !== undefined) schema = schema.items;
    const found = embedded.find(([structs, fields]) => structs.test(struct) && fields.test(name));
    return found === undefined ? [name] : [found[2], name];
  });
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
  'micro-time': readTime,
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

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function readTime(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw typeError(value, { type: 'string' }, place);
  if (!rfc3339.test(value) || Number.isNaN(Date.parse(value))) {
    const shown = JSON.stringify(value);
    throw new DecodeError(
      `parsing time ${shown} as "2006-01-02T15:04:05Z07:00": cannot parse ${shown} as "2006"`,
    );
  }
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
