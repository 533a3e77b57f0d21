import { isFields, type Fields } from '#cluster/api/json.ts';

/** A rule in CEL, and where in a schema: `selector.matchLabels`, `rules[]`, `labels[*]` for the values of a map. */
export interface SchemaRule {
  readonly at: string;
  readonly rule: string;
  readonly message: string;
}

/** A schema with its rules where they belong; one for a field that this schema has not is left out. */
export function withRules(schema: Fields, rules: readonly SchemaRule[]): Fields {
  return rules.reduce<Fields>(
    (made, { at, rule, message }) =>
      added(made, at.match(/[^.[]+|\[\*?\]/g) ?? [], { message, rule }),
    schema,
  );
}

function added(schema: Fields, [step, ...rest]: readonly string[], rule: Fields): Fields {
  if (step === undefined) {
    const before = schema['x-kubernetes-validations'];
    return {
      ...schema,
      'x-kubernetes-validations': [...(Array.isArray(before) ? before : []), rule],
    };
  }
  const within = (keyword: string): Fields => {
    const inner = schema[keyword];
    return isFields(inner) ? { ...schema, [keyword]: added(inner, rest, rule) } : schema;
  };
  if (step === '[]') return within('items');
  if (step === '[*]') return within('additionalProperties');
  const { properties } = schema;
  const property = isFields(properties) ? properties[step] : undefined;
  if (!isFields(properties) || !isFields(property)) return schema;
  return { ...schema, properties: { ...properties, [step]: added(property, rest, rule) } };
}
