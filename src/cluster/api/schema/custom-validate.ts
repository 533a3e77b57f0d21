import { isEqual, isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from './field-error.ts';
import { cel, hasRules } from './late-cel.ts';
import type { Schema } from './schema.ts';

/**
 * What is wrong with a custom object by its structural schema, as apiextensions-apiserver/pkg/apiserver/validation and
 * kube-openapi's validators tell it (v1.35): its rules in CEL are asked once the rest is right.
 */
export function validateCustom(
  object: Fields,
  schema: Schema,
  old?: Fields,
): readonly FieldError[] {
  const { apiVersion: _, kind: __, metadata: ___, ...rest } = object;
  const source = schema.source ?? {};
  const errors = check(rest, source, '');
  if (errors.length > 0 || !hasRules(schema)) return errors;
  return cel.value?.ruleErrors(object, source, { path: '', old }) ?? [];
}

function check(value: unknown, source: Fields, path: string): FieldError[] {
  if (value === null && source['nullable'] === true) return [];
  const type = typeErrors(value, source, path);
  if (type.length > 0) return type;
  return [
    ...enumErrors(value, source, path),
    ...numberErrors(value, source, path),
    ...textErrors(value, source, path),
    ...listErrors(value, source, path),
    ...objectErrors(value, source, path),
    ...groupErrors(value, source, path),
  ];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function typeErrors(value: unknown, source: Fields, path: string): FieldError[] {
  const actual = typeOf(value);
  if (source['x-kubernetes-int-or-string'] === true) {
    if (actual === 'string' || actual === 'integer') return [];
    return [
      invalid(
        path,
        actual,
        `${path} in body must be of type integer,string: ${JSON.stringify(actual)}`,
      ),
    ];
  }
  const wanted = textOf(source['type']);
  if (wanted === '' || wanted === actual || (wanted === 'number' && actual === 'integer'))
    return [];
  return [
    invalid(path, actual, `${path} in body must be of type ${wanted}: ${JSON.stringify(actual)}`),
  ];
}

function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'Invalid value', field, value, detail };
}

function enumErrors(value: unknown, source: Fields, field: string): FieldError[] {
  const allowed = source['enum'];
  if (!Array.isArray(allowed) || allowed.some((one) => isEqual(one, value))) return [];
  const detail = `supported values: ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
  return [{ type: 'Unsupported value', field, value, detail }];
}

function numberErrors(value: unknown, source: Fields, field: string): FieldError[] {
  if (typeof value !== 'number') return [];
  const { minimum, maximum, multipleOf } = source;
  const errors: FieldError[] = [];
  if (typeof minimum === 'number') {
    const strict = source['exclusiveMinimum'] === true;
    const words = strict ? 'greater than' : 'greater than or equal to';
    if (value < minimum || (strict && value === minimum))
      errors.push(invalid(field, value, `${field} in body should be ${words} ${minimum}`));
  }
  if (typeof maximum === 'number') {
    const strict = source['exclusiveMaximum'] === true;
    const words = strict ? 'less than' : 'less than or equal to';
    if (value > maximum || (strict && value === maximum))
      errors.push(invalid(field, value, `${field} in body should be ${words} ${maximum}`));
  }
  if (typeof multipleOf === 'number' && value % multipleOf !== 0) {
    errors.push(invalid(field, value, `${field} in body should be a multiple of ${multipleOf}`));
  }
  return errors;
}

function textErrors(value: unknown, source: Fields, field: string): FieldError[] {
  if (typeof value !== 'string') return [];
  const { minLength, maxLength, pattern } = source;
  const length = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(value)]
    .length;
  const errors: FieldError[] = [];
  if (typeof maxLength === 'number' && length > maxLength) {
    errors.push({ type: 'Too long', field, detail: `may not be more than ${maxLength} bytes` });
  }
  if (typeof minLength === 'number' && length < minLength) {
    errors.push(
      invalid(field, value, `${field} in body should be at least ${minLength} chars long`),
    );
  }
  if (typeof pattern === 'string' && matches(pattern, value) === false) {
    errors.push(invalid(field, value, `${field} in body should match '${pattern}'`));
  }
  return errors;
}

/** Undefined for a pattern of Go that is none here: it cannot be judged. */
function matches(pattern: string, value: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return undefined;
  }
}

function listErrors(value: unknown, source: Fields, field: string): FieldError[] {
  if (!Array.isArray(value)) return [];
  const { minItems, maxItems, items } = source;
  const errors: FieldError[] = [];
  if (typeof maxItems === 'number' && value.length > maxItems) {
    errors.push({
      type: 'Too many',
      field,
      value: value.length,
      detail: `must have at most ${maxItems} items`,
    });
  }
  if (typeof minItems === 'number' && value.length < minItems) {
    errors.push(
      invalid(field, value.length, `${field} in body should have at least ${minItems} items`),
    );
  }
  if (isFields(items))
    errors.push(...value.flatMap((item, index) => check(item, items, `${field}[${index}]`)));
  return [...errors, ...duplicates(value, source, field)];
}

function duplicates(value: readonly unknown[], source: Fields, field: string): FieldError[] {
  const kind = source['x-kubernetes-list-type'];
  if (kind !== 'set' && kind !== 'map') return [];
  const keys = listOf(source['x-kubernetes-list-map-keys']).map(textOf);
  const keyOf = (item: unknown) =>
    kind === 'map' && isFields(item)
      ? Object.fromEntries(keys.map((key) => [key, item[key]]))
      : item;
  return value.flatMap((item, index) => {
    const key = keyOf(item);
    const isRepeated = value.slice(0, index).some((other) => isEqual(keyOf(other), key));
    return isRepeated
      ? [{ type: 'Duplicate value', field: `${field}[${index}]`, value: key } as const]
      : [];
  });
}

function objectErrors(value: unknown, source: Fields, path: string): FieldError[] {
  if (!isFields(value)) return [];
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const properties = isFields(source['properties']) ? source['properties'] : {};
  const missing = listOf(source['required'])
    .map(textOf)
    .filter(
      (name) =>
        !Object.hasOwn(value, name) &&
        !(path === '' && ['apiVersion', 'kind', 'metadata'].includes(name)),
    )
    .map((name) => ({ type: 'Required value', field: at(name) }) as const);
  const additional = source['additionalProperties'];
  const inner = Object.entries(value).flatMap(([name, item]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : additional;
    return isFields(property) ? check(item, property, at(name)) : [];
  });
  const { minProperties, maxProperties } = source;
  const count = Object.keys(value).length;
  const bounds: FieldError[] = [];
  if (typeof minProperties === 'number' && count < minProperties) {
    bounds.push(
      invalid(path, count, `${path} in body should have at least ${minProperties} properties`),
    );
  }
  if (typeof maxProperties === 'number' && count > maxProperties) {
    bounds.push({
      type: 'Too many',
      field: path,
      value: count,
      detail: `must have at most ${maxProperties} items`,
    });
  }
  return [...missing, ...bounds, ...inner];
}

/** allOf, anyOf, oneOf, not. */
function groupErrors(value: unknown, source: Fields, path: string): FieldError[] {
  const passes = (one: unknown) => !isFields(one) || check(value, one, path).length === 0;
  const shown = JSON.stringify(path === '' ? '<nil>' : path);
  const errors = listOf(source['allOf']).flatMap((one) =>
    isFields(one) ? check(value, one, path) : [],
  );
  const any = listOf(source['anyOf']);
  if (any.length > 0 && !any.some(passes)) {
    errors.push(invalid(path, '', `${shown} must validate at least one schema (anyOf)`));
  }
  const one = listOf(source['oneOf']);
  const count = one.filter(passes).length;
  if (one.length > 0 && count !== 1) {
    const found = count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`;
    errors.push(
      invalid(path, '', `${shown} must validate one and only one schema (oneOf). ${found}`),
    );
  }
  if (isFields(source['not']) && passes(source['not'])) {
    errors.push(invalid(path, '', `${shown} must not validate the schema (not)`));
  }
  return errors;
}
