import type { LabelRequirement, Labels, LabelSelector } from './label-selector.ts';
import { byText } from './text-order.ts';

/** As `labels.Selector.String()`: requirements by key, `app=web,tier in (a,b),!old`. Empty when it requires nothing. */
export function selectorText(selector: LabelSelector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]): [string, string] => [key, `${key}=${value}`],
  );
  const others = (selector?.matchExpressions ?? []).map((requirement): [string, string] => [
    requirement.key,
    requirementText(requirement),
  ]);
  return [...equal, ...others]
    .toSorted((a, b) => byText(a[0], b[0]))
    .map(([, text]) => text)
    .join(',');
}

function requirementText({ key, operator, values = [] }: LabelRequirement): string {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return `${key} ${operator.toLowerCase()} (${values.toSorted(byText).join(',')})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}

/** As `labels.Set.String()`: `a=1,b=2`, by key. */
export function labelsText(labels: Labels = {}): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted(byText)
    .join(',');
}
