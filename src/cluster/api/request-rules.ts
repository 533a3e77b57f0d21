import { asObject, fieldsOf } from './json.ts';
import type { Kinds } from './kinds/kinds.ts';
import { serverSideApply } from './patch/apply.ts';
import { jsonPatch } from './patch/json-patch.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { strategicMergePatch } from './patch/strategic.ts';
import type { Incoming, Patching, RequestRules } from './rules.ts';
import { customOf, hasStatus, isBuiltIn, schemaFor } from './schema-rules.ts';
import { validateCustom } from './schema/custom-validate.ts';
import { decode } from './schema/decode.ts';
import { duplicateFields } from './schema/duplicates.ts';
import { gvkOf, type Schema } from './schema/schema.ts';
import { validate } from './schema/validate.ts';
import { isCustom } from './schema/zero.ts';

/** The rules that the schemas of built-in and custom kinds give for what clients send. */
export function requestRules(kinds: Kinds): RequestRules {
  return {
    validate: (object, old) => {
      if (isBuiltIn(object)) return validate(object, old);
      const schema = customOf(kinds, object);
      return [
        ...validate(object, old),
        ...(schema === undefined ? [] : validateCustom(object, schema, old)),
      ];
    },
    decode: (resource, incoming) =>
      asObject(decoded(schemaFor(kinds, resource, incoming.version), incoming)),
    patch: (resource, patching) => patched(schemaFor(kinds, resource, patching.version), patching),
    apply: (resource, { stored, applied, version, ...write }) =>
      asObject(
        serverSideApply(stored, applied, {
          ...write,
          schema: schemaFor(kinds, resource, version),
          hasStatus: hasStatus(resource),
        }),
      ),
  };
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
  if (type === 'merge' || schema === undefined || isCustom(schema)) {
    return fieldsOf(mergePatch(object, patch));
  }
  return strategicMergePatch(object, fieldsOf(patch), schema);
}
