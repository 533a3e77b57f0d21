import type { DecodeError, Place } from './scalars.ts';
import type { Schema, SchemaType } from './schema.ts';
import { stringTypes } from './string-types-text.ts';

/** What Go's JSON decoding says of a value that it refuses. */
export function exactWords({ message, misfit }: DecodeError): string {
  if (misfit === undefined) return message;
  if ('time' in misfit) return timeRefusal(misfit.time);
  const { shown, schema, place } = misfit;
  const { struct = '', stack } = place;
  const path = `${lastOf(struct)}.${withEmbedded(place).join('.')}`;
  const own = stringType(struct, stack.at(-1) ?? '');
  const type = own === undefined ? goType(schema) : goType(schema).replace(/string$/, own);
  return `json: cannot unmarshal ${shown} into Go struct field ${path} of type ${type}`;
}

/** `io.k8s.api.core.v1.PodStatus`, `phase` → `v1.PodPhase` */
function stringType(struct: string, field: string): string | undefined {
  const [group = '', version = '', name = ''] = struct.split('.').slice(-3);
  const line = stringTypes
    .split('\n')
    .find((one) => one.startsWith(`${group}/${version}.${name} `));
  const word = line?.split(' ').find((one) => one.startsWith(`${field}=`));
  const type = word?.slice(field.length + 1);
  return type === undefined || type.includes('.') ? type : `v1.${type}`;
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

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Structs that Go has embedded in others: which of their fields are another's, and its name. */
const embedded: readonly (readonly [struct: RegExp, field: RegExp, name: string])[] = [
  [/^Probe$/, /^(exec|httpGet|tcpSocket|grpc)$/, 'ProbeHandler'],
  [/^Volume$/, /^(?!name$)/, 'VolumeSource'],
  [/^IngressRule$/, /^http$/, 'IngressRuleValue'],
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
    const struct = lastOf(schema?.name ?? '');
    schema = schema?.fields?.get(name)?.schema;
    while (schema?.items !== undefined) schema = schema.items;
    const found = embedded.find(([structs, fields]) => structs.test(struct) && fields.test(name));
    return found === undefined ? [name] : [found[2], name];
  });
}

/** A part of `2006-01-02T15:04:05Z07:00`: how it is read, and what of it is a range of its own. */
interface Part {
  layout: string;
  pattern: RegExp;
  range?: [name: string, from: number, to: number];
}

const parts: readonly Part[] = [
  { layout: '2006', pattern: /^\d{4}/ },
  { layout: '-', pattern: /^-/ },
  { layout: '01', pattern: /^\d\d/, range: ['month', 1, 12] },
  { layout: '-', pattern: /^-/ },
  { layout: '02', pattern: /^\d\d/ },
  { layout: 'T', pattern: /^T/ },
  { layout: '15', pattern: /^\d\d?/, range: ['hour', 0, 23] },
  { layout: ':', pattern: /^:/ },
  { layout: '04', pattern: /^\d\d/, range: ['minute', 0, 59] },
  { layout: ':', pattern: /^:/ },
  { layout: '05', pattern: /^\d\d([.,]\d+)?/, range: ['second', 0, 59] },
  { layout: 'Z07:00', pattern: /^(Z|[+-]\d\d:\d\d)/ },
];

/** Parse of Go's time/format.go, of what it refuses. */
function timeRefusal(text: string): string {
  const refuse = (why: string) => `parsing time ${quoted(text)}${why}`;
  let rest = text;
  for (const { layout, pattern, range } of parts) {
    const [found] = pattern.exec(rest) ?? [];
    if (found === undefined)
      return refuse(` as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted(rest)} as "${layout}"`);
    if (range !== undefined) {
      const [name, from, to] = range;
      const number = Number.parseInt(found, 10);
      if (number < from || number > to) return refuse(`: ${name} out of range`);
    }
    rest = rest.slice(found.length);
  }
  if (rest !== '') return refuse(`: extra text: ${quoted(rest)}`);
  const [, hours = '0', minutes = '0'] = /[+-](\d\d):(\d\d)$/.exec(text) ?? [];
  if (Number(hours) > 24) return refuse(': time zone offset hour out of range');
  if (Number(minutes) > 60) return refuse(': time zone offset minute out of range');
  return refuse(': day out of range');
}

/** time/format.go quote: what is not ASCII, byte by byte. */
function quoted(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => {
    const char = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
    return char === '"' || char === '\\' ? `\\${char}` : char;
  });
  return `"${bytes.join('')}"`;
}
