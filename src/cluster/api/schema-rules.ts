import { asObject, fieldsOf } from './json.ts';
import type { Resource } from './kinds/resource.ts';
import { jsonPatch } from './patch/json-patch.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { strategicMergePatch } from './patch/strategic.ts';
import type { Incoming, Patching, Rules } from './rules.ts';
import { decode } from './schema/decode.ts';
import { applyDefaults } from './schema/defaults.ts';
import { duplicateFields } from './schema/duplicates.ts';
import { gvkOf, type Schema } from './schema/schema.ts';
import { schemaOf } from './schema/structure.ts';

/** The rules that the schemas of built-in and custom kinds give. */
export function schemaRules(): Rules {
  return {
    defaults: applyDefaults,
    validate: () => [],
    track: (object) => object,
    decode: (resource, incoming) => asObject(decoded(schemaFor(resource, incoming), incoming)),
    patch: (resource, patching) => patched(schemaFor(resource, patching), patching),
    apply: (_resource, { stored, applied }) => asObject(fieldsOf(mergePatch(stored, applied))),
  };
}

function schemaFor(
  { group, kind }: Resource,
  { version }: { version: string },
): Schema | undefined {
  return schemaOf({ group, version, kind });
}

function decoded(schema: Schema | undefined, { fields, text, fieldValidation, warn }: Incoming) {
  if (schema === undefined) return fields;
  const { object, warnings } = decode(fields, {
    gvk: gvkOf(fields),
    schema,
    fieldValidation,
    duplicates: text === undefined || fieldValidation === 'Ignore' ? [] : duplicateFields(text),
  });
  for (const warning of warnings) warn(warning);
  return object;
}

function patched(schema: Schema | undefined, { type, object, patch }: Patching) {
  if (type === 'json') return fieldsOf(jsonPatch(object, patch));
  if (type === 'merge' || schema === undefined) return fieldsOf(mergePatch(object, patch));
  return strategicMergePatch(object, fieldsOf(patch), schema);
}
