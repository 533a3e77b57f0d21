import type { LabelSet } from '#mesh/linkerd/viz/prometheus/series.ts';
import { type Aggregation, type Expression, type Grouping, QueryError } from './expression.ts';
import { keyOf, nameLabel, type Sample, type Value, vector } from './value.ts';

/** The labels that a group keeps. */
export function grouped(labels: LabelSet, { labels: names, isWithout }: Grouping): LabelSet {
  if (!isWithout) {
    const kept = new Map<string, string>();
    for (const name of names) {
      const value = labels.get(name);
      if (value !== undefined) kept.set(name, value);
    }
    return kept;
  }
  const rest = new Map(labels);
  rest.delete(nameLabel);
  for (const name of names) rest.delete(name);
  return rest;
}

/** Equal for what falls into one group. Without a label is as good as with an empty one. */
export function groupKey(labels: LabelSet, grouping: Grouping): string {
  return grouping.isWithout
    ? keyOf(grouped(labels, grouping))
    : grouping.labels.map((name) => labels.get(name) ?? '').join('\u0000');
}

interface Group {
  readonly labels: LabelSet;
  readonly samples: Sample[];
}

export function aggregate(
  aggregation: Aggregation,
  valueOf: (expression: Expression) => Value,
): Value {
  const operand = valueOf(aggregation.operand);
  if (operand.type !== 'vector')
    throw new QueryError(
      `parse error: expected type instant vector in aggregation expression, got ${operand.type === 'matrix' ? 'range vector' : operand.type}`,
    );
  const groups = new Map<string, Group>();
  for (const sample of operand.samples) {
    const key = groupKey(sample.labels, aggregation);
    const group = groups.get(key);
    if (group) group.samples.push(sample);
    else groups.set(key, { labels: grouped(sample.labels, aggregation), samples: [sample] });
  }
  return vector([...groups.values()].flatMap((group) => reduced(aggregation, group, valueOf)));
}

function reduced(
  { operator, parameter }: Aggregation,
  { labels, samples }: Group,
  valueOf: (expression: Expression) => Value,
): readonly Sample[] {
  const values = samples.map(({ value }) => value);
  const sum = () => values.reduce((total, value) => total + value, 0);
  switch (operator) {
    case 'sum':
      return [{ labels, value: sum() }];
    case 'avg':
      return [{ labels, value: sum() / values.length }];
    case 'count':
      return [{ labels, value: values.length }];
    case 'min':
    case 'max': {
      const numbers = values.filter((value) => !Number.isNaN(value));
      const pick = operator === 'min' ? Math.min : Math.max;
      return [{ labels, value: numbers.length === 0 ? Number.NaN : pick(...numbers) }];
    }
    case 'topk':
    case 'bottomk': {
      const count = parameter && valueOf(parameter);
      if (count?.type !== 'scalar')
        throw new QueryError('parse error: expected type scalar in aggregation parameter');
      const sign = operator === 'topk' ? -1 : 1;
      return samples.toSorted((a, b) => sign * (a.value - b.value)).slice(0, count.value);
    }
  }
}
