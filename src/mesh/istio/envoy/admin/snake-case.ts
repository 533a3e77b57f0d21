/**
 * A configuration as Envoy's own JSON names its fields: `connect_timeout` for `connectTimeout`. What is data keeps its names:
 * the keys of maps, and structures of any shape.
 */
export function withProtoNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withProtoNames);
  if (typeof value !== 'object' || value === null) return value;
  const isStruct = isStructType(Reflect.get(value, '@type'));
  return renamed(value, protoName, (name, member) => {
    if (structures.has(name) || (isStruct && name === 'value')) return member;
    if (name === 'match' && 'transportSocket' in value) return member;
    if (name === 'metadata' && !isMetadata(member)) return member;
    return maps.has(name)
      ? renamed(member, same, (_, each) => withProtoNames(each))
      : withProtoNames(member);
  });
}

/** Maps from names to messages. */
const maps: ReadonlySet<string> = new Set([
  'policies',
  'providers',
  'typedExtensionProtocolOptions',
  'typedPerFilterConfig',
]);

const structures: ReadonlySet<string> = new Set([
  'filterMetadata',
  'jsonFormat',
  'dynamicParameters',
  'staticLayer',
]);

function isStructType(type: unknown): boolean {
  return typeof type === 'string' && /(\.TypedStruct|google\.protobuf\.Struct)$/.test(type);
}

/** A resource's metadata, or RBAC's matcher of it: messages. A node's is data. */
function isMetadata(member: unknown): boolean {
  return (
    typeof member === 'object' &&
    member !== null &&
    ['filterMetadata', 'filter', 'path'].some((field) => field in member)
  );
}

function renamed(
  value: unknown,
  rename: (name: string) => string,
  change: (name: string, member: unknown) => unknown,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      rename(name),
      change(name, member),
    ]),
  );
}

/** A digit has an underscore before it where the protocol buffer has one. */
function protoName(name: string): string {
  if (name.startsWith('@')) return name;
  return name
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace(/(?<=consecutive)5xx/, '_5xx');
}

function same(name: string): string {
  return name;
}
