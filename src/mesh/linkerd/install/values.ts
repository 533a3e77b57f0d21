import { type Fields, fieldsOf } from '#cluster/api/json.ts';

/**
 * What the charts are rendered with: a tree of settings, as `--set` and values files change it and ConfigMap linkerd-config
 * keeps it.
 */
export type Values = Fields;

/** What a dotted path leads to: `proxy.image.name`. */
export function valueAt(values: Values, path: string): unknown {
  let found: unknown = values;
  for (const key of path.split('.')) found = fieldsOf(found)[key];
  return found;
}

/** A scalar, as a template writes it; empty where there is none. */
export function textAt(values: Values, path: string): string {
  const found = valueAt(values, path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : '';
}

/** True as a template judges it. */
export function isSet(values: Values, path: string): boolean {
  const found = valueAt(values, path);
  return found !== false && found !== 0 && found !== '' && found !== null && found !== undefined;
}

/** The same tree, with another value at a path. */
export function withValue(values: Values, path: string, value: unknown): Values {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...values, [key]: value };
  return { ...values, [key]: withValue(fieldsOf(values[key]), rest.join('.'), value) };
}

/** Helm's: maps are merged, everything else is replaced; null takes away. */
export function mergeValues(values: Values, over: Values): Values {
  const merged: Record<string, unknown> = { ...values };
  for (const [key, value] of Object.entries(over)) {
    const both = isMap(value) && isMap(merged[key]);
    if (value === null) delete merged[key];
    else merged[key] = both ? mergeValues(fieldsOf(merged[key]), fieldsOf(value)) : value;
  }
  return merged;
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
