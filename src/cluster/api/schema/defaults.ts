import { isFields, type Fields } from '#cluster/api/json.ts';
import { fill } from './default-parts.ts';
import { defaultRules, type DefaultRule } from './default-rules.ts';
import { gvkOf, type Schema } from './schema.ts';
import { schemaOf } from './structure.ts';

/**
 * An object of a built-in kind with the defaults of its version; itself when nothing was missing. Values are immutable and
 * shared from write to write, so what once came out of here is known and not walked again: a status update of a Pod costs
 * a look at its status.
 */
export function applyDefaults<T extends Fields>(object: T): T {
  const schema = schemaOf(gvkOf(object));
  // The walk only adds fields: what comes out is what went in, and more.
  return schema === undefined ? object : (walk(object, schema) as T);
}

const done = new WeakSet<object>();

function walk(value: unknown, schema: Schema): unknown {
  if (typeof value !== 'object' || value === null || done.has(value)) return value;
  let result: unknown = value;
  if (schema.type === 'object' && isFields(value)) result = walkObject(value, schema);
  else if (schema.items !== undefined) result = walkItems(value, schema.items);
  if (typeof result === 'object' && result !== null) done.add(result);
  return result;
}

function walkObject(value: Fields, schema: Schema): Fields {
  const { rule, fields } = planOf(schema);
  let result = value;
  if (rule !== undefined) result = typeof rule === 'function' ? rule(value) : fill(value, rule);
  let changed: Record<string, unknown> | undefined;
  for (const [name, field] of fields) {
    const before = result[name];
    const after = walk(before, field);
    if (after === before) continue;
    changed ??= { ...result };
    changed[name] = after;
  }
  return changed ?? result;
}

/** What there is to do in an object of a schema: its rule, and the fields under which others are. */
interface Plan {
  rule: DefaultRule | undefined;
  fields: readonly (readonly [string, Schema])[];
}

const plans = new WeakMap<Schema, Plan>();

function planOf(schema: Schema): Plan {
  let plan = plans.get(schema);
  if (plan === undefined) {
    const fields = [...(schema.fields ?? [])].map(([name, field]) => [name, field.schema] as const);
    plan = { rule: ruleOf(schema), fields: fields.filter(([, field]) => mayDefault(field)) };
    plans.set(schema, plan);
  }
  return plan;
}

function walkItems(value: object, items: Schema): unknown {
  if (Array.isArray(value)) {
    const after = value.map((item) => walk(item, items));
    return after.some((item, index) => item !== value[index]) ? after : value;
  }
  return value;
}

function ruleOf({ name }: Schema): DefaultRule | undefined {
  return name === undefined ? undefined : defaultRules[name.split('.').slice(-3).join('.')];
}

/** Whether a rule is for anything under a schema. */
const known = new Map<string, boolean>();

function mayDefault(schema: Schema): boolean {
  const { type, items, name } = schema;
  if (type === 'map') return false;
  if (items !== undefined) return mayDefault(items);
  if (name === undefined) return false;
  const before = known.get(name);
  if (before !== undefined) return before;
  known.set(name, ruleOf(schema) !== undefined);
  const found =
    ruleOf(schema) !== undefined ||
    [...(schema.fields?.values() ?? [])].some((field) => mayDefault(field.schema));
  known.set(name, found);
  return found;
}
