import { fieldLines } from './protobuf-fields.ts';

/**
 * Objects as the typed clients of kubectl send them: `application/vnd.kubernetes.protobuf`, read into JSON. The simulated
 * API server speaks JSON only, and answers so; only requests have to be read.
 */
export function protobufToJson(body: Uint8Array): string {
  const magic = [0x6b, 0x38, 0x73, 0];
  if (magic.some((byte, index) => body[index] !== byte)) throw new Error('no Kubernetes protobuf');
  let apiVersion = '';
  let kind = '';
  let raw = new Uint8Array();
  for (const { number, bytes } of readFields(body.subarray(4))) {
    if (number === 2) raw = new Uint8Array(bytes);
    if (number !== 1) continue;
    for (const meta of readFields(bytes)) {
      if (meta.number === 1) apiVersion = text(meta.bytes);
      if (meta.number === 2) kind = text(meta.bytes);
    }
  }
  const message = messageOf(apiVersion, kind);
  if (!message) throw new Error(`${kind} of ${apiVersion} is not known in protobuf`);
  return JSON.stringify({ kind, apiVersion, ...readMessage(raw, message) });
}

interface Field {
  name: string;
  isOptional: boolean;
  type: string;
}

interface Message {
  name: string;
  fields: Map<number, Field>;
}

const messages: readonly Message[] = fieldLines.split('\n').map((line) => {
  const [name = '', ...fields] = line.split(' ');
  return { name, fields: new Map(fields.map(parseField)) };
});

function parseField(field: string): [number, Field] {
  const [, number, mark, name = '', type = ''] = /^(\d+)([?:])(\w*)=(.+)$/.exec(field) ?? [];
  return [Number(number), { name, isOptional: mark === '?', type }];
}

function messageOf(apiVersion: string, kind: string): Message | undefined {
  const [first = '', version] = apiVersion.split('/');
  const group = version === undefined ? 'core' : (first.split('.')[0] ?? '');
  const name = `${group}/${version ?? first}.${kind}`;
  return messages.find((message) => message.name === name || message.name === `meta/v1.${kind}`);
}

interface WireField {
  number: number;
  value: bigint;
  bytes: Uint8Array;
}

function* readFields(body: Uint8Array): Iterable<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = body[at];
      if (byte === undefined) throw new Error('protobuf ends in the middle of a number');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < body.length) {
    const key = Number(varint());
    const wire = key & 7;
    const number = key >> 3;
    if (wire === 0) yield { number, value: varint(), bytes: new Uint8Array() };
    else if (wire === 2) {
      const length = Number(varint());
      yield { number, value: 0n, bytes: body.subarray(at, at + length) };
      at += length;
    } else throw new Error(`wire type ${wire} is not used by Kubernetes`);
  }
}

function readMessage(body: Uint8Array, { fields }: Message): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const wire of readFields(body)) {
    const field = fields.get(wire.number);
    if (!field) continue;
    const { name, type, isOptional } = field;
    if (name === '') Object.assign(object, readValue(wire, type));
    else if (type.startsWith('[')) {
      const list = (object[name] ??= []) as unknown[];
      list.push(readValue(wire, type.slice(1)));
    } else if (type.startsWith('{')) {
      const [key, value] = readEntry(wire.bytes, type.slice(1));
      object[name] = { ...(object[name] as object | undefined), [key]: value };
    } else {
      const value = readValue(wire, type.replace('*', ''));
      const isPointer = type.startsWith('*');
      if (value !== undefined && (isPointer || !isOptional || !isZero(value))) object[name] = value;
    }
  }
  return object;
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

function readEntry(body: Uint8Array, type: string): [string, unknown] {
  let key = '';
  let value: unknown = type === 's' || type === 'y' ? '' : undefined;
  for (const wire of readFields(body)) {
    if (wire.number === 1) key = text(wire.bytes);
    else value = readValue(wire, type);
  }
  return [key, value];
}

function readValue(wire: WireField, type: string): unknown {
  const { bytes, value } = wire;
  switch (type) {
    case 's':
      return text(bytes);
    case 'i':
      return Number(BigInt.asIntN(64, value));
    case 'b':
      return value === 1n;
    case 'y':
      return Buffer.from(bytes).toString('base64');
    case 'T':
    case 'M':
      return readTime(bytes, type === 'M');
    case 'Q':
      return text([...readFields(bytes)][0]?.bytes ?? new Uint8Array());
    case 'I':
      return readIntOrString(bytes);
    case 'R':
    case 'F':
      return readRaw(bytes);
    default: {
      if (type.startsWith('[')) return [...readFields(bytes)].map((item) => readValue(item, type.slice(1)));
      const message = messages[Number(type)];
      return message ? readMessage(bytes, message) : undefined;
    }
  }
}

function readRaw(bytes: Uint8Array): unknown {
  const raw = [...readFields(bytes)][0]?.bytes;
  return raw && raw.length > 0 ? (JSON.parse(text(raw)) as unknown) : undefined;
}

function readTime(bytes: Uint8Array, isMicro: boolean): string | undefined {
  let seconds = 0;
  let nanos = 0;
  for (const { number, value } of readFields(bytes)) {
    if (number === 1) seconds = Number(BigInt.asIntN(64, value));
    if (number === 2) nanos = Number(value);
  }
  if (bytes.length === 0) return undefined;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return isMicro ? `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : `${whole}Z`;
}

function readIntOrString(bytes: Uint8Array): number | string {
  let isString = false;
  let whole = 0;
  let words = '';
  for (const { number, value, bytes: own } of readFields(bytes)) {
    if (number === 1) isString = value === 1n;
    if (number === 2) whole = Number(BigInt.asIntN(64, value));
    if (number === 3) words = text(own);
  }
  return isString ? words : whole;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
