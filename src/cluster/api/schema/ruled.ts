import { isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { Schema } from './schema.ts';

/** Whether a value has something that a rule of its schema may refuse. Most have not, and need no CEL. */
export function isRuled(value: unknown, { source = {} }: Schema): boolean {
  return reachesRule(value, source);
}

function reachesRule(value: unknown, source: Fields): boolean {
  const rules = listOf(source['x-kubernetes-validations']).filter(isFields);
  if (!rules.every((rule) => surelyHolds(textOf(rule['rule']), value))) return true;
  if (Array.isArray(value)) {
    const { items } = source;
    return isFields(items) && value.some((item) => reachesRule(item, items));
  }
  if (!isFields(value)) return false;
  const { properties, additionalProperties: additional } = source;
  const known = isFields(properties) ? properties : {};
  return Object.entries(value).some(([name, item]) => {
    const schema = Object.hasOwn(known, name) ? known[name] : additional;
    return isFields(schema) && reachesRule(item, schema);
  });
}

/** What many definitions ask of labels and their values, where it is a map or a text that is asked. */
const usual: Readonly<Record<string, (self: unknown) => boolean>> = {
  "self.all(key, !key.contains('*'))": (self) =>
    isFields(self) && Object.keys(self).every((key) => !key.includes('*')),
  'self.all(key, key.size() != 0)': (self) => isFields(self) && !Object.hasOwn(self, ''),
  "!self.contains('*')": (self) => typeof self === 'string' && !self.includes('*'),
};

/** A usual rule that holds, or one that ends in `|| !has(self.x)` where there is no x. */
function surelyHolds(rule: string, value: unknown): boolean {
  if (Object.hasOwn(usual, rule)) return usual[rule]?.(value) ?? false;
  const field = /\|\| !has\(self\.(\w+)\)$/.exec(rule)?.[1];
  return field !== undefined && isFields(value) && !Object.hasOwn(value, field);
}
