import { readFileSync } from 'node:fs';
import { parseTable, type MessageField, type Messages } from './table.ts';

/**
 * Objects as client-go sends them when it may choose: `application/vnd.kubernetes.protobuf`
 * (k8s.io/apimachinery/pkg/runtime/serializer/protobuf). The simulated API server reads JSON and YAML; the program that serves it
 * over HTTP turns one into the other.
 */
export function decodeProtobuf(bytes: Uint8Array): unknown {
  const magic = [0x6b, 0x38, 0x73, 0x00];
  if (magic.some((byte, at) => bytes[at] !== byte))
    throw new Error('not a Kubernetes protobuf message');
  const envelope = readFields(bytes.subarray(4));
  const type = readFields(bytesOf(envelope.get(1)?.[0]));
  const apiVersion = textOf(type.get(1)?.[0]);
  const kind = textOf(type.get(2)?.[0]);
  const [group = '', version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['core', apiVersion];
  const folder = `${group.split('.')[0]}/${version}`;
  const name = [`${folder}.${kind}`, `meta/v1.${kind}`].find((candidate) =>
    messages().has(candidate),
  );
  if (!name) throw new Error(`${apiVersion} ${kind} is not known in protobuf`);
  return { apiVersion, kind, ...readMessage(name, bytesOf(envelope.get(2)?.[0])) };
}

let table: Messages | undefined;

function messages(): Messages {
  table ??= parseTable(readFileSync(new URL('types.txt', import.meta.url), 'utf8'));
  return table;
}

type Wire = bigint | Uint8Array;

/** The fields of a message by number, in order: varints and fixed numbers as they are, the rest as bytes. */
function readFields(bytes: Uint8Array): Map<number, Wire[]> {
  const fields = new Map<number, Wire[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const wire = key & 7;
    const value = wire === 0 ? varint() : take(wire === 1 ? 8 : wire === 5 ? 4 : Number(varint()));
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  return fields;
}

function readMessage(name: string, bytes: Uint8Array): Record<string, unknown> {
  const wire = readFields(bytes);
  const object: Record<string, unknown> = {};
  for (const field of messages().get(name) ?? []) {
    const values = wire.get(field.number);
    if (!values) continue;
    const value = readField(field, values);
    if (field.marks.includes('i')) Object.assign(object, value);
    else if (!isLeftOut(field, value))
      Object.defineProperty(object, field.name, { value, enumerable: true });
  }
  return object;
}

/** As Go's `omitempty`: a pointer to a zero is not empty. */
function isLeftOut({ marks }: MessageField, value: unknown): boolean {
  return (
    marks.includes('o') && !marks.includes('p') && (value === '' || value === 0 || value === false)
  );
}

function readField(field: MessageField, values: readonly Wire[]): unknown {
  if (field.marks.includes('m')) {
    return Object.fromEntries(
      values.map((value) => {
        const entry = readFields(bytesOf(value));
        return [
          textOf(entry.get(1)?.[0]),
          readValue(field.type, entry.get(2)?.[0] ?? new Uint8Array()),
        ];
      }),
    );
  }
  if (field.marks.includes('l')) return values.map((value) => readValue(field.type, value));
  return readValue(field.type, values.at(-1) ?? 0n);
}

const special: Record<string, (bytes: Uint8Array) => unknown> = {
  'meta/v1.Time': (bytes) => (bytes.length === 0 ? null : time(bytes).replace(/\.\d+Z$/, 'Z')),
  'meta/v1.MicroTime': (bytes) => time(bytes).replace(/\.(\d{3})Z$/, '.$1000Z'),
  'meta/v1.Duration': (bytes) => `${Number(numberOf(bytes, 1)) / 1e9}s`,
  'resource.Quantity': (bytes) => textOf(readFields(bytes).get(1)?.[0]),
  'intstr.IntOrString': (bytes) =>
    numberOf(bytes, 1) === 0n
      ? Number(BigInt.asIntN(32, numberOf(bytes, 2)))
      : textOf(readFields(bytes).get(3)?.[0]),
  'runtime.RawExtension': (bytes) => JSON.parse(textOf(readFields(bytes).get(1)?.[0]) || 'null'),
  'meta/v1.FieldsV1': (bytes) => JSON.parse(textOf(readFields(bytes).get(1)?.[0]) || '{}'),
  items: (bytes) => (readFields(bytes).get(1) ?? []).map(textOf),
};

function readValue(type: string, value: Wire): unknown {
  if (type === 'string') return textOf(value);
  if (type === 'bytes') return Buffer.from(bytesOf(value)).toString('base64');
  if (type === 'bool') return value === 1n;
  if (type === 'integer') return Number(value);
  if (type === 'float') return Buffer.from(bytesOf(value)).readDoubleLE();
  const read = special[type];
  return read ? read(bytesOf(value)) : readMessage(type, bytesOf(value));
}

function time(bytes: Uint8Array): string {
  return new Date(
    Number(numberOf(bytes, 1)) * 1000 + Number(numberOf(bytes, 2)) / 1e6,
  ).toISOString();
}

function numberOf(bytes: Uint8Array, field: number): bigint {
  const value = readFields(bytes).get(field)?.[0];
  return typeof value === 'bigint' ? value : 0n;
}

function bytesOf(value: Wire | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function textOf(value: Wire | undefined): string {
  return Buffer.from(bytesOf(value)).toString('utf8');
}
