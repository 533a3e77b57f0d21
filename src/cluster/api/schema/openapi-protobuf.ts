import { fieldsOf, isFields, listOf, type Fields } from '#cluster/api/json.ts';

/**
 * The document of OpenAPI v2 as Go clients ask for it, in the protobuf of google/gnostic-models (openapiv2/OpenAPIv2.proto):
 * definitions only, for no client looks for more in it.
 */
export const openApiV2Protobuf = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export function encodeOpenApiV2(document: Fields): Bytes {
  const info = fieldsOf(document['info']);
  return join([
    text(1, document['swagger']),
    message(2, [text(1, info['title']), text(2, info['version'])]),
    message(9, named(document['definitions'])),
  ]);
}

/** NamedSchema, of definitions and of properties. */
function named(schemas: unknown): Bytes[] {
  return Object.entries(fieldsOf(schemas)).map(([name, schema]) =>
    message(1, [text(1, name), message(2, encodeSchema(fieldsOf(schema)))]),
  );
}

const plain = new Set([
  '$ref',
  'format',
  'description',
  'default',
  'required',
  'enum',
  'additionalProperties',
  'type',
  'items',
  'properties',
]);

function encodeSchema(schema: Fields): Bytes[] {
  const { additionalProperties, items, properties, type } = schema;
  return [
    text(1, schema['$ref']),
    text(2, schema['format']),
    text(4, schema['description']),
    ...(schema['default'] === undefined ? [] : [any(5, schema['default'])]),
    ...listOf(schema['required']).map((name) => text(19, name)),
    ...listOf(schema['enum']).map((value) => any(20, value)),
    ...(isFields(additionalProperties)
      ? [message(21, [message(1, encodeSchema(additionalProperties))])]
      : []),
    ...(typeof type === 'string' ? [message(22, [text(1, type)])] : []),
    ...(isFields(items) ? [message(23, [message(1, encodeSchema(items))])] : []),
    ...(isFields(properties) ? [message(25, named(properties))] : []),
    ...Object.entries(schema)
      .filter(([name]) => name.startsWith('x-') && !plain.has(name))
      .map(([name, value]) => message(31, [text(1, name), any(2, value)])),
  ];
}

/** Any: its YAML, of which JSON is some. */
function any(field: number, value: unknown): Bytes {
  return message(field, [text(2, `${JSON.stringify(value)}\n`)]);
}

function text(field: number, value: unknown): Bytes {
  return typeof value === 'string' && value !== ''
    ? bytes(field, encoder.encode(value))
    : new Uint8Array();
}

function message(field: number, parts: readonly Bytes[]): Bytes {
  return bytes(field, join(parts));
}

function bytes(field: number, content: Uint8Array): Bytes {
  const head = [...varint(field * 8 + 2), ...varint(content.length)];
  const result = new Uint8Array(head.length + content.length);
  result.set(head);
  result.set(content, head.length);
  return result;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function join(parts: readonly Bytes[]): Bytes {
  const result = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
