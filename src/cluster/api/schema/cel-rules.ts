import { Environment } from '@marcbachmann/cel-js';
import { isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import { omitted, type FieldError } from './field-error.ts';

/**
 * What the rules of a structural schema (`x-kubernetes-validations`) say of a value that has passed the rest of it:
 * apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (v1.35). `old` is what was there before, for rules of change.
 */
export function ruleErrors(
  value: unknown,
  source: Fields,
  { path, old }: { readonly path: string; readonly old: unknown },
): readonly FieldError[] {
  return [
    ...listOf(source['x-kubernetes-validations']).flatMap((rule) =>
      isFields(rule) ? judge(rule, { value, source, path, old }) : [],
    ),
    ...innerErrors(value, source, { path, old }),
  ];
}

function innerErrors(
  value: unknown,
  source: Fields,
  { path, old }: { path: string; old: unknown },
): readonly FieldError[] {
  if (Array.isArray(value)) {
    const { items } = source;
    if (!isFields(items)) return [];
    // Which item one was before is not known.
    return value.flatMap((item, index) =>
      ruleErrors(item, items, { path: `${path}[${index}]`, old: undefined }),
    );
  }
  if (!isFields(value)) return [];
  const properties = isFields(source['properties']) ? source['properties'] : {};
  const additional = source['additionalProperties'];
  return Object.entries(value).flatMap(([name, item]) => {
    const isProperty = Object.hasOwn(properties, name);
    const schema = isProperty ? properties[name] : additional;
    if (!isFields(schema)) return [];
    const before = isFields(old) ? old[name] : undefined;
    return ruleErrors(item, schema, {
      path: isProperty ? join(path, name) : `${path}[${name}]`,
      old: before,
    });
  });
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

interface Judged {
  readonly value: unknown;
  readonly source: Fields;
  readonly path: string;
  readonly old: unknown;
}

function judge(rule: Fields, { value, source, path, old }: Judged): readonly FieldError[] {
  const text = textOf(rule['rule']);
  const isChange = /\boldSelf\b/.test(text);
  if (isChange && old === undefined) return [];
  const given = {
    self: typed(value, source),
    ...(isChange && { oldSelf: typed(old, source) }),
  };
  const result = evaluate(text, given);
  if (result === true) return [];
  const field = `${path}${textOf(rule['fieldPath'])}`.replace(/^\./, '');
  const type = types[textOf(rule['reason'])] ?? 'Invalid value';
  return [{ type, field, value: omitted, detail: detailOf(rule, result, given) }];
}

const types: Readonly<Record<string, FieldError['type']>> = {
  FieldValueForbidden: 'Forbidden',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
};

function detailOf(rule: Fields, result: unknown, given: Fields): string {
  const text = textOf(rule['rule']).trim();
  if (result instanceof Error)
    return `${result.message} evaluating rule: ${textOf(rule['message']) || text}`;
  const expression = textOf(rule['messageExpression']);
  const made = expression === '' ? undefined : evaluate(expression, given);
  if (typeof made === 'string' && made !== '') return made;
  return textOf(rule['message']) || `failed rule: ${text}`;
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
});
const programs = new Map<string, ReturnType<Environment['parse']>>();

/** Its value, or the error that it ends in; what cannot be compiled is not judged, as its definition would have been refused. */
function evaluate(text: string, given: Fields): unknown {
  let program = programs.get(text);
  try {
    if (!program) {
      program = environment.parse(text);
      programs.set(text, program);
    }
  } catch {
    return true;
  }
  try {
    return program(given);
  } catch (error) {
    return error instanceof Error ? error : true;
  }
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** As CEL sees it: whole numbers are ints, and properties have names that an expression may have. */
function typed(value: unknown, source: Fields): unknown {
  if (Array.isArray(value)) {
    const items = isFields(source['items']) ? source['items'] : {};
    return value.map((item) => typed(item, items));
  }
  if (!isFields(value))
    return typeof value === 'number' && Number.isInteger(value) && source['type'] !== 'number'
      ? BigInt(value)
      : value;
  const properties = isFields(source['properties']) ? source['properties'] : {};
  const additional = isFields(source['additionalProperties']) ? source['additionalProperties'] : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return isFields(property)
        ? [escaped(name), typed(item, property)]
        : [name, typed(item, additional)];
    }),
  );
}

function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
