import { at, fieldsOf, isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Field, ListType, Schema, SchemaType } from './schema.ts';
import { objectMetaSchema } from './structure.ts';

const made = new WeakMap<KubeObject, Map<string, Schema>>();

/** The schema that a CustomResourceDefinition gives to a version of its kind. */
export function customSchemaOf(crd: KubeObject, version: string): Schema {
  const known = made.get(crd) ?? new Map<string, Schema>();
  made.set(crd, known);
  let schema = known.get(version);
  if (schema === undefined) {
    schema = customSchema(customSource(crd, version));
    known.set(version, schema);
  }
  return schema;
}

/** `openAPIV3Schema` of a version. */
export function customSource(crd: KubeObject, version: string): Fields {
  const versions = listOf(at(crd, 'spec', 'versions'));
  const own = versions.find((one) => at(one, 'name') === version);
  return fieldsOf(at(own, 'schema', 'openAPIV3Schema'));
}

/** A structural schema (apiextensions-apiserver/pkg/apiserver/schema, v1.35), with the fields that every object has. */
export function customSchema(source: Fields): Schema {
  const root = convert(source);
  const fields = new Map(root.fields ?? []);
  fields.set('apiVersion', optional({ type: 'string' }));
  fields.set('kind', optional({ type: 'string' }));
  fields.set('metadata', optional(objectMetaSchema()));
  return { ...root, type: 'object', fields };
}

function optional(schema: Schema): Field {
  return { schema, required: false, written: false, omitEmpty: false };
}

const types: Record<string, SchemaType> = {
  string: 'string',
  integer: 'int64',
  number: 'double',
  boolean: 'boolean',
};

function convert(source: Fields): Schema {
  const type = textOf(source['type']);
  if (source['x-kubernetes-int-or-string'] === true) return { type: 'int-or-string', source };
  if (type === 'array') {
    return {
      type: 'list',
      items: convert(fieldsOf(source['items'])),
      list: listType(source),
      source,
    };
  }
  if (type === 'object') return convertObject(source);
  return { type: types[type] ?? 'any', source, open: true };
}

function convertObject(source: Fields): Schema {
  const atomic = source['x-kubernetes-map-type'] === 'atomic';
  const additional = source['additionalProperties'];
  if (isFields(additional)) return { type: 'map', items: convert(additional), atomic, source };
  if (additional === true)
    return { type: 'map', items: { type: 'any', open: true }, atomic, source };
  const required = new Set(listOf(source['required']));
  const properties = Object.entries(fieldsOf(source['properties']));
  const fields = new Map(
    properties.map(([name, property]): [string, Field] => [
      name,
      {
        schema: convert(fieldsOf(property)),
        required: required.has(name),
        written: false,
        omitEmpty: false,
      },
    ]),
  );
  if (source['x-kubernetes-embedded-resource'] === true) {
    for (const name of ['apiVersion', 'kind', 'metadata']) {
      if (!fields.has(name)) fields.set(name, optional({ type: 'any', open: true }));
    }
  }
  const open = source['x-kubernetes-preserve-unknown-fields'] === true;
  return { type: 'object', fields, atomic, open, source };
}

function listType(source: Fields): ListType {
  const kind = source['x-kubernetes-list-type'];
  if (kind === 'set') return { kind };
  if (kind !== 'map') return { kind: 'atomic' };
  return { kind, keys: listOf(source['x-kubernetes-list-map-keys']).map(textOf) };
}
