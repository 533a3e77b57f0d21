import { at, fieldsOf, isFields, listOf, textOf } from '#cluster/api/json.ts';
import type { LabelSelector } from '#cluster/label-selector.ts';

/** A selector of a custom resource; none where there is none. */
export function selectorOf(value: unknown): LabelSelector | undefined {
  if (!isFields(value)) return undefined;
  return {
    matchLabels: texts(fieldsOf(value['matchLabels'])),
    matchExpressions: listOf(value['matchExpressions']).map((each) => ({
      key: textOf(at(each, 'key')),
      operator: textOf(at(each, 'operator')),
      values: listOf(at(each, 'values')).map(textOf),
    })),
  };
}

function texts(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, textOf(value)]));
}
