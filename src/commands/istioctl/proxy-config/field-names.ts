import { isRecord } from '#commands/kubectl/json.ts';

/**
 * Envoy writes its configuration with the names of its protocol buffers (`connect_timeout`); Go's protojson prints the other
 * ones (`connectTimeout`). What is data under a field keeps its names: maps, and structures of any shape.
 */
export function withJsonNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withJsonNames);
  if (!isRecord(value)) return value;
  return mapFields(value, (name, member) => [jsonName(name), rename(name, member, value)]);
}

/** Maps from names to messages. */
const maps: ReadonlySet<string> = new Set([
  'policies',
  'providers',
  'typed_extension_protocol_options',
  'typed_per_filter_config',
]);

/** Maps from names to structures, and structures. */
const structures: ReadonlySet<string> = new Set([
  'filter_metadata',
  'json_format',
  'dynamic_parameters',
]);

function rename(name: string, member: unknown, parent: Readonly<Record<string, unknown>>): unknown {
  const snake = snakeName(name);
  if (structures.has(snake) || isStructure(snake, member, parent)) return member;
  if (maps.has(snake) && isRecord(member)) {
    return mapFields(member, (key, one) => [key, withJsonNames(one)]);
  }
  return withJsonNames(member);
}

/** `metadata` of a node or a build is a structure; elsewhere it is a message of one or two known fields. */
function isStructure(
  name: string,
  member: unknown,
  parent: Readonly<Record<string, unknown>>,
): boolean {
  if (name === 'match') return 'transport_socket' in parent || 'transportSocket' in parent;
  if (name === 'metadata' && isRecord(member)) {
    return !metadataFields.some((field) => Object.hasOwn(member, field));
  }
  return name === 'value' && isStructType(parent['@type'] ?? parent['type_url']);
}

const metadataFields = [
  'filter_metadata',
  'filterMetadata',
  'typed_filter_metadata',
  'typedFilterMetadata',
  'path',
];

function isStructType(type: unknown): boolean {
  return typeof type === 'string' && /(\.TypedStruct|google\.protobuf\.Struct)$/.test(type);
}

function mapFields(
  record: Readonly<Record<string, unknown>>,
  change: (name: string, value: unknown) => [string, unknown],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => change(name, value)));
}

function jsonName(name: string): string {
  return name.startsWith('@')
    ? name
    : name.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());
}

function snakeName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
