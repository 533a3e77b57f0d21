import type { Json, JsonObject } from '#cluster/api/object.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { goFields } from './go-fields.ts';

interface Field {
  name: string;
  /** Of the value, or of what is in its list; undefined for plain values and maps. */
  type: string | undefined;
  /** What is written where it is empty; undefined where nothing is: `omitempty`. */
  empty: Json | undefined;
}

const types: ReadonlyMap<string, readonly Field[]> = new Map(
  goFields.split('\n').map((line) => {
    const [type = '', ...fields] = line.split(' ');
    return [type, fields.map(readField)];
  }),
);

function readField(word: string): Field {
  const [, name = '', type, empty] = /^(\w+)(?::(\w+))?(?:=(.*))?$/.exec(word) ?? [];
  if (empty === undefined) return { name, type, empty };
  const written: Json = JSON.parse(empty);
  return { name, type, empty: written };
}

/** An object as Go writes it once it has read it into a type of its own: fields in their order, those it has not left out. */
export function asGoType(object: JsonObject, type: string): JsonObject {
  const fields = types.get(type) ?? [];
  return Object.fromEntries(
    fields.flatMap((field): [string, Json][] => {
      const value = written(object[field.name], field);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

/** The same, of the type that its kind names; what is of none is left as it is. */
export function asRegistered(object: JsonObject): JsonObject {
  const { kind } = object;
  return typeof kind === 'string' && types.has(kind) ? asGoType(object, kind) : object;
}

/** A list of the server's. */
export function asGoList(list: JsonObject, type: string): JsonObject {
  const { kind, apiVersion, metadata, items } = list;
  const typed = Array.isArray(items) ? items.filter(isRecord) : [];
  return { kind, apiVersion, metadata, items: typed.map((item) => asGoType(item, type)) };
}

function written(value: Json | undefined, { type, empty }: Field): Json | undefined {
  // Without `omitempty` an empty list is written, and one that is not there is null.
  const known = !isEmpty(value, type) ? value : empty === undefined ? undefined : (value ?? empty);
  if (type === undefined) return isRecord(known) ? sorted(known) : known;
  if (Array.isArray(known)) return known.filter(isRecord).map((one) => asGoType(one, type));
  return isRecord(known) ? asGoType(known, type) : known;
}

/** A struct that is there is written, were it empty. */
function isEmpty(value: Json | undefined, type: string | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return type === undefined && isRecord(value) && Object.keys(value).length === 0;
}

/** A map. */
function sorted(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
