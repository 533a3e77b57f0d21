import { asObject, fieldsOf } from './json.ts';
import type { Kinds } from './kinds/kinds.ts';
import type { Resource } from './kinds/resource.ts';
import { parseApiVersion } from './kinds/resource.ts';
import type { KubeObject } from './object.ts';
import { serverSideApply } from './patch/apply.ts';
import { jsonPatch } from './patch/json-patch.ts';
import { trackUpdate } from './patch/managed-fields.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { strategicMergePatch } from './patch/strategic.ts';
import type { Incoming, Patching, Rules } from './rules.ts';
import { customDefaults } from './schema/custom-defaults.ts';
import { validateCustom } from './schema/custom-validate.ts';
import { customSchemaOf } from './schema/custom.ts';
import { decode, isCustom } from './schema/decode.ts';
import { applyDefaults } from './schema/defaults.ts';
import { duplicateFields } from './schema/duplicates.ts';
import { gvkOf, type Schema } from './schema/schema.ts';
import { schemaOf } from './schema/structure.ts';
import { validate } from './schema/validate.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Clock } from '#cluster/clock/clock.ts';

/** The rules that the schemas of built-in and custom kinds give. */
export function schemaRules(kinds: Kinds, clock: Clock): Rules {
  const schemaFor = (resource: Resource, version: string): Schema | undefined => {
    const definition = kinds.definitionOf(resource);
    if (definition !== undefined) return customSchemaOf(definition, version);
    return schemaOf({ group: resource.group, version, kind: resource.kind });
  };
  const customOf = (object: KubeObject): Schema | undefined => {
    const { group, version } = parseApiVersion(object.apiVersion);
    const resource = kinds.byKind(group, object.kind);
    return resource?.custom === true ? schemaFor(resource, version) : undefined;
  };
  const isBuiltIn = (object: KubeObject) => schemaOf(gvkOf(object)) !== undefined;
  return {
    defaults: (object) => {
      if (isBuiltIn(object)) return applyDefaults(object);
      const schema = customOf(object);
      return schema === undefined ? object : customDefaults(object, schema);
    },
    validate: (object, old) => {
      if (isBuiltIn(object)) return validate(object, old);
      const schema = customOf(object);
      return [
        ...validate(object, old),
        ...(schema === undefined ? [] : validateCustom(object, schema)),
      ];
    },
    track: (object, before, { resource, manager, operation, subresource }) => {
      // Apply wrote them itself; a binding is none of the object's own writes.
      if (operation === 'Apply' || subresource === 'binding') return object;
      return trackUpdate(object, before, {
        manager,
        subresource,
        time: seconds(clock.now()),
        schema: schemaFor(resource, parseApiVersion(object.apiVersion).version),
        hasStatus: hasStatus(resource),
      });
    },
    decode: (resource, incoming) =>
      asObject(decoded(schemaFor(resource, incoming.version), incoming)),
    patch: (resource, patching) => patched(schemaFor(resource, patching.version), patching),
    apply: (resource, { stored, applied, version, ...write }) =>
      asObject(
        serverSideApply(stored, applied, {
          ...write,
          schema: schemaFor(resource, version),
          hasStatus: hasStatus(resource),
        }),
      ),
  };
}

function hasStatus({ subresources }: Resource): boolean {
  return subresources.some(({ name }) => name === 'status');
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
