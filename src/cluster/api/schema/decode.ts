import type { ApiError } from '#cluster/api/api.ts';
import { badRequest } from '#cluster/api/errors.ts';
import { fieldsOf, isFields, type Fields } from '#cluster/api/json.ts';
import { DecodeError, readScalar, typeError } from './scalars.ts';
import type { Field, GroupVersionKind, Schema, SchemaType } from './schema.ts';
import { objectMetaSchema } from './structure.ts';
import { addZeros, isCustom, zeroOf } from './zero.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface Decoding {
  gvk: GroupVersionKind;
  schema: Schema;
  fieldValidation: FieldValidation;
  /** Paths of fields that the text gave twice (`duplicates.ts`), in its order. */
  duplicates?: readonly string[];
}

/**
 * Reads an object as Go would (sigs.k8s.io/json, apiserver/pkg/endpoints/handlers/create.go, v1.35): wrong types and,
 * when strict, unknown and duplicate fields are refused with a 400; unknown fields, nulls and empty `omitempty` values are
 * dropped, zero values of other fields are there, quantities are canonical.
 */
export function decode(object: Fields, decoding: Decoding): { object: Fields; warnings: string[] } {
  const { gvk, schema, fieldValidation } = decoding;
  const strict: string[] = (decoding.duplicates ?? []).map(
    (path) => `duplicate field ${JSON.stringify(path)}`,
  );
  const reader = {
    root: schema,
    unknown: (path: string) => strict.push(`unknown field ${JSON.stringify(path)}`),
  };
  const refuse = (error: string) =>
    badRequest(
      `${gvk.kind} in version ${JSON.stringify(gvk.version)} cannot be handled as a ${gvk.kind}: ${error}`,
    );
  let read: Fields;
  try {
    read = isCustom(schema)
      ? readCustomRoot(object, schema, reader)
      : readObject(object, schema, { path: '', stack: [], reader });
  } catch (error) {
    if (error instanceof DecodeError) throw late(error, refuse);
    throw error;
  }
  if (fieldValidation === 'Strict' && strict.length > 0) {
    throw refuse(`strict decoding error: ${strict.join(', ')}`);
  }
  return { object: read, warnings: fieldValidation === 'Warn' ? strict : [] };
}

/** What is said of it, once the words are there. */
function late(error: DecodeError, refuse: (message: string) => ApiError): ApiError {
  const refusal = refuse(error.message);
  if (error.misfit !== undefined)
    refusal.exact = async () => {
      const { exactWords } = await import('./exact-words.ts');
      return refuse(exactWords(error));
    };
  return refusal;
}

/** The same of a client, into a type that it was compiled with: what it does not know is dropped. Throws DecodeError. */
export function readTyped(object: Fields, schema: Schema): Fields {
  const reader = { root: schema, unknown: () => undefined };
  return readObject(object, schema, { path: '', stack: [], reader });
}

interface Reader {
  /** What the stack of a place begins in; metadata read alone embed nothing. */
  root?: Schema;
  unknown: (path: string) => void;
}

/** Where the reading is. */
interface Place {
  /** `spec.containers[0].name`, as strict errors tell it. */
  path: string;
  /** Field names from the root, as type errors tell them. */
  stack: readonly string[];
  /** The definition that holds the field. */
  struct?: string;
  reader: Reader;
}

function readObject(object: Fields, schema: Schema, place: Place): Fields {
  const fields = schema.fields ?? new Map<string, Field>();
  const struct = schema.name ?? '';
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const field = fields.get(name);
    if (field === undefined) {
      place.reader.unknown(path);
    } else if (value !== undefined && value !== null) {
      const read = readValue(value, field.schema, {
        path,
        stack: [...place.stack, name],
        struct,
        reader: place.reader,
      });
      if (!field.omitEmpty || !isEmpty(read, field.schema)) result[name] = read;
    }
  }
  addZeros(result, schema);
  return result;
}

/** What `omitempty` leaves out. */
const isEmptyOf: Partial<Record<SchemaType, (value: unknown) => boolean>> = {
  string: (value) => value === '',
  bytes: (value) => value === '',
  boolean: (value) => value === false,
  int32: (value) => value === 0,
  int64: (value) => value === 0,
  double: (value) => value === 0,
  list: (value) => Array.isArray(value) && value.length === 0,
  map: (value) => isFields(value) && Object.keys(value).length === 0,
};

function isEmpty(value: unknown, schema: Schema): boolean {
  return isEmptyOf[schema.type]?.(value) === true;
}

function readValue(value: unknown, schema: Schema, place: Place): unknown {
  const { type } = schema;
  if (type === 'object') return readObject(asFields(value, schema, place), schema, place);
  if (type === 'map') return readMap(asFields(value, schema, place), schema, place);
  return type === 'list' ? readList(value, schema, place) : readScalar(value, type, place);
}

function readList(value: unknown, schema: Schema, place: Place): unknown {
  if (!Array.isArray(value)) throw typeError(value, schema, place);
  const items = schema.items ?? anything;
  return value.map((item, index) =>
    item === null
      ? zeroItem(items)
      : readValue(item, items, { ...place, path: `${place.path}[${index}]` }),
  );
}

function readMap(object: Fields, schema: Schema, place: Place): Fields {
  const items = schema.items ?? anything;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      value === null || value === undefined
        ? zeroItem(items)
        : readValue(value, items, { ...place, path: `${place.path}.${key}` }),
    ]),
  );
}

const anything: Schema = { type: 'any' };

function zeroItem(schema: Schema): unknown {
  return zeroOf({ schema, required: true, written: true, omitEmpty: false }) ?? null;
}

function asFields(value: unknown, schema: Schema, place: Place): Fields {
  if (!isFields(value)) throw typeError(value, schema, place);
  return value;
}

/** Custom objects: metadata is read as ObjectMeta; what their schema does not name is pruned; types are validation's. */
function readCustomRoot(object: Fields, schema: Schema, reader: Reader): Fields {
  const { apiVersion, kind, metadata, ...rest } = object;
  const pruned = prune(rest, schema, '', reader);
  const meta =
    metadata === undefined || metadata === null
      ? undefined
      : readValue(metadata, objectMetaSchema(), {
          path: 'metadata',
          stack: ['metadata'],
          struct: '',
          reader,
        });
  return {
    apiVersion,
    kind,
    ...(meta === undefined ? {} : { metadata: meta }),
    ...fieldsOf(pruned),
  };
}

/** Refuses metadata that are no ObjectMeta, read alone as cli-runtime reads them (pkg/resource/metadata_decoder.go): DecodeError. */
export function checkMetadata(metadata: unknown): void {
  if (metadata === undefined || metadata === null) return;
  // Go reads what it converted to JSON, whose keys are sorted.
  const sorted = isFields(metadata)
    ? Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : metadata;
  const reader = { unknown: () => undefined };
  const place = { path: 'metadata', stack: ['metadata'], struct: 'metadataOnlyObject', reader };
  readValue(sorted, objectMetaSchema(), place);
}

/** apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go */
function prune(value: unknown, schema: Schema, path: string, reader: Reader): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    return value.map((item, index) => prune(item, items, `${path}[${index}]`, reader));
  }
  if (!isFields(value)) return value;
  const kept: [string, unknown][] = [];
  for (const [name, field] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const known = schema.type === 'map' ? schema.items : schema.fields?.get(name)?.schema;
    if (known !== undefined) kept.push([name, prune(field, known, at, reader)]);
    else if (schema.open === true || schema.type === 'any') kept.push([name, field]);
    else reader.unknown(at);
  }
  return Object.fromEntries(kept);
}
