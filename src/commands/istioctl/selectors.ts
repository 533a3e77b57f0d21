import { listOf } from '#cluster/api/json.ts';
import { at, fieldsOf, textOf, type Fields } from '#cluster/api/json.ts';

/** A label selector of a webhook against labels. */
export interface Matched {
  readonly matches: boolean;
  /** The `key=value` that it asked for by name; empty where it asked for none. */
  readonly label: string;
}

export function match(selector: unknown, labels: Fields): Matched {
  let label = '';
  for (const [key, value] of Object.entries(fieldsOf(at(selector, 'matchLabels')))) {
    if (labels[key] !== value) return { matches: false, label: '' };
    label = `${key}=${textOf(value)}`;
  }
  for (const expression of listOf(at(selector, 'matchExpressions')).map(fieldsOf)) {
    const key = textOf(expression['key']);
    const value = labels[key];
    if (!satisfies(expression, value)) return { matches: false, label: '' };
    if (expression['operator'] === 'In') label = `${key}=${textOf(value)}`;
  }
  return { matches: true, label };
}

function satisfies({ operator, values }: Fields, value: unknown): boolean {
  const isListed = listOf(values).includes(value);
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** The labels that a selector asks for by name. */
export function wantedLabels(selector: unknown): readonly string[] {
  const expressions = listOf(at(selector, 'matchExpressions')).map(fieldsOf);
  return [
    ...expressions
      .filter(({ operator }) => operator === 'In')
      .flatMap(({ key, values }) =>
        listOf(values).map((value) => `${textOf(key)}=${textOf(value)}`),
      ),
    ...Object.entries(fieldsOf(at(selector, 'matchLabels'))).map(
      ([key, value]) => `${key}=${textOf(value)}`,
    ),
  ];
}
