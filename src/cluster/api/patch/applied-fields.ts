import { isFields, listOf, type Fields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import {
  child,
  fieldSet,
  type FieldSet,
  isEmptySet,
  isMember,
  leaf,
  member,
  self,
} from './field-set.ts';
import { elementKey, fieldSchema, shapeOf } from './list-elements.ts';

/** The fields that an applied configuration owns (typed.ToFieldSet): leaves, map entries, list elements, empty structs. */
export function appliedFields(value: Fields, schema: Schema | undefined): FieldSet {
  return fieldSet(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === undefined) return [];
      const isStructField = schema?.fields?.has(key) === true;
      const field = fieldSchema(schema, key);
      const inner = appliedNode(item, field);
      const isIn = !isStructField || item === null || isEmptySet(inner);
      const isNothing =
        isStructField &&
        Array.isArray(item) &&
        shapeOf(item, field) === 'elements' &&
        item.length === 0;
      if (isNothing) return [];
      return [[`f:${key}`, isIn ? member(Object.entries(inner)) : inner] as const];
    }),
  );
}

function appliedNode(value: unknown, schema: Schema | undefined): FieldSet {
  const shape = shapeOf(value, schema);
  if (shape === 'fields' && isFields(value)) return appliedFields(value, schema);
  if (shape !== 'elements') return leaf;
  return fieldSet(
    listOf(value).map((item) => [
      elementKey(item, schema),
      member(Object.entries(appliedNode(item, schema?.items))),
    ]),
  );
}

/** What is in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const kept = Object.entries(a).flatMap(([key, mine]) => {
    const theirs = key === self ? undefined : child(b, key);
    if (theirs === undefined) return [];
    const inner = Object.entries(intersection(mine, theirs));
    const isIn = isMember(mine) && isMember(theirs);
    if (!isIn && inner.length === 0) return [];
    return [[key, isIn ? member(inner) : fieldSet(inner)] as const];
  });
  return fieldSet(kept);
}

/** Every path of a set, as conflicts tell them: `.spec.containers[name="a"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([key, inner]) => {
    if (key === self) return [];
    const path = prefix + element(key);
    return [...(isMember(inner) ? [path] : []), ...pathsOf(inner, path)];
  });
}

function element(key: string): string {
  const text = key.slice(2);
  if (key.startsWith('f:')) return `.${text}`;
  if (key.startsWith('v:')) return `[=${text}]`;
  if (key.startsWith('i:')) return `[${text}]`;
  const keys: unknown = JSON.parse(text);
  const shown = Object.entries(typeof keys === 'object' && keys !== null ? keys : {});
  return `[${shown.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
