import type { Clock } from '#cluster/clock/clock.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Kinds } from './kinds/kinds.ts';
import type { Resource } from './kinds/resource.ts';
import { parseApiVersion } from './kinds/resource.ts';
import type { KubeObject } from './object.ts';
import { trackUpdate } from './patch/managed-fields.ts';
import type { RequestRules, Rules } from './rules.ts';
import { customDefaults } from './schema/custom-defaults.ts';
import { customSchemaOf } from './schema/custom.ts';
import { applyDefaults } from './schema/defaults.ts';
import { gvkOf, type Schema } from './schema/schema.ts';
import { schemaOf } from './schema/structure.ts';

/** The rules that the schemas of built-in and custom kinds give. */
export function schemaRules(kinds: Kinds, clock: Clock): Rules {
  let enforced: RequestRules | undefined;
  return {
    defaults: (object) => {
      if (isBuiltIn(object)) return applyDefaults(object);
      const schema = customOf(kinds, object);
      return schema === undefined ? object : customDefaults(object, schema);
    },
    validate: (object, old) => enforced?.validate(object, old) ?? [],
    enforce: (rules) => {
      enforced = rules;
    },
    ofRequests: () => {
      if (!enforced) throw new Error('nothing is sent before the rules for it are there');
      return enforced;
    },
    track: (object, before, { resource, manager, operation, subresource }) => {
      // Apply wrote them itself; a binding is none of the object's own writes.
      if (operation === 'Apply' || subresource === 'binding') return object;
      return trackUpdate(object, before, {
        manager,
        subresource,
        time: seconds(clock.now()),
        schema: schemaFor(kinds, resource, parseApiVersion(object.apiVersion).version),
        hasStatus: hasStatus(resource),
      });
    },
  };
}

export function schemaFor(kinds: Kinds, resource: Resource, version: string): Schema | undefined {
  const definition = kinds.definitionOf(resource);
  if (definition !== undefined) return customSchemaOf(definition, version);
  return schemaOf({ group: resource.group, version, kind: resource.kind });
}

/** The schema of an object of a custom kind. */
export function customOf(kinds: Kinds, object: KubeObject): Schema | undefined {
  const { group, version } = parseApiVersion(object.apiVersion);
  const resource = kinds.byKind(group, object.kind);
  return resource?.custom === true ? schemaFor(kinds, resource, version) : undefined;
}

export function isBuiltIn(object: KubeObject): boolean {
  return schemaOf(gvkOf(object)) !== undefined;
}

export function hasStatus({ subresources }: Resource): boolean {
  return subresources.some(({ name }) => name === 'status');
}
