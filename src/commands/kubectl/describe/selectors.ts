import { listAt, recordAt, textAt, textsAt, textOf } from '#commands/kubectl/json.ts';

/** labels.Selector's own text: requirements by key. */
export function selectorText(selector: unknown): string {
  const labels = recordAt(selector, 'matchLabels');
  const parts = Object.keys(labels).map((key): [string, string] => [
    key,
    `${key}=${textOf(labels[key])}`,
  ]);
  for (const one of listAt(selector, 'matchExpressions')) {
    const key = textAt(one, 'key');
    parts.push([key, requirement(key, textAt(one, 'operator'), textsAt(one, 'values'))]);
  }
  return parts
    .toSorted(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1))
    .map(([, text]) => text)
    .join(',');
}

function requirement(key: string, operator: string, values: readonly string[]): string {
  const list = `(${values.toSorted().join(',')})`;
  switch (operator) {
    case 'In':
      return `${key} in ${list}`;
    case 'NotIn':
      return `${key} notin ${list}`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}

/** metav1.FormatLabelSelector */
export function formatSelector(selector: unknown): string {
  return selectorText(selector) || '<none>';
}
