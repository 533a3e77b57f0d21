import { ApiError } from '#cluster/api/api.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { parseLabelSelector, type Requirement } from '#cluster/api/selector.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';

/** `a=b,c in (d)` as a LabelSelector: apimachinery's metav1.ParseToLabelSelector (v0.35). */
export function labelSelector(text: string): JsonObject {
  const matchLabels: Record<string, string> = Object.create(null);
  const matchExpressions: JsonObject[] = [];
  for (const { key, operator, values } of requirementsOf(text))
    if (operator === '=') matchLabels[key] = values[0] ?? '';
    else
      matchExpressions.push({
        key,
        operator: expressionOperator(operator),
        values: values.length > 0 ? values : undefined,
      });
  return {
    matchLabels: Object.keys(matchLabels).length > 0 ? { ...matchLabels } : undefined,
    matchExpressions: matchExpressions.length > 0 ? matchExpressions : undefined,
  };
}

/** In order of keys, as labels.Parse sorts them. */
function requirementsOf(text: string): readonly Requirement[] {
  try {
    return parseLabelSelector(text).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new CommandError(`couldn't parse the selector string ${quote(text)}: ${error.message}`);
  }
}

function expressionOperator(operator: Exclude<Requirement['operator'], '='>): string {
  switch (operator) {
    case 'in':
      return 'In';
    case 'notin':
      return 'NotIn';
    case 'exists':
      return 'Exists';
    case '!':
      return 'DoesNotExist';
    case '!=':
      throw new CommandError(`"!=" is not a valid label selector operator`);
    case '>':
    case '<':
      throw new CommandError(
        `"${operator === '>' ? 'gt' : 'lt'}" isn't supported in label selectors`,
      );
  }
}
