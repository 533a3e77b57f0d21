import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';

/** `a=b,c in (d)` as a LabelSelector: apimachinery's metav1.ParseToLabelSelector (v0.35). */
export function labelSelector(text: string): JsonObject {
  const matchLabels: Record<string, string> = Object.create(null);
  const matchExpressions: JsonObject[] = [];
  for (const part of splitTerms(text)) {
    const term = readTerm(part, text);
    if (term.operator === '=') matchLabels[term.key] = term.values[0] ?? '';
    else if (term.operator in operators)
      matchExpressions.push({
        key: term.key,
        operator: operators[term.operator],
        values: term.values.length > 0 ? term.values : undefined,
      });
    else throw new CommandError(`${quote(term.operator)} is not a valid label selector operator`);
  }
  return {
    matchLabels: Object.keys(matchLabels).length > 0 ? { ...matchLabels } : undefined,
    matchExpressions: matchExpressions.length > 0 ? matchExpressions : undefined,
  };
}

const operators: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** At commas outside parentheses, in order of keys as labels.Parse sorts them. */
function splitTerms(text: string): string[] {
  return text
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function readTerm(
  part: string,
  whole: string,
): { key: string; operator: string; values: string[] } {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
  if (set !== null) {
    const [, key = '', operator = '', list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return { key, operator, values: values.sort() };
  }
  const [, not, key = '', operator, value = ''] =
    /^(!?)\s*([^\s=!<>]+)\s*(?:(==|=|!=|>|<)\s*(\S*))?$/.exec(part) ?? [];
  if (key === '')
    throw new CommandError(
      `couldn't parse the selector string ${quote(whole)}: unable to parse requirement: found '${part.replace(/^[^=!<>]*/, '')}', expected: in, notin, =, ==, !=, gt, lt`,
    );
  if (not) return { key, operator: '!', values: [] };
  if (operator === undefined) return { key, operator: 'exists', values: [] };
  const plain = operator === '==' ? '=' : operator;
  return { key, operator: plain === '>' ? 'gt' : plain === '<' ? 'lt' : plain, values: [value] };
}
