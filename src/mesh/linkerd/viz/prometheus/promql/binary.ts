import { grouped, groupKey } from './aggregate.ts';
import { type Binary, type Operator, QueryError } from './expression.ts';
import { type Sample, type Value, vector, withoutName } from './value.ts';

type Arithmetic = (a: number, b: number) => number;
type Comparison = (a: number, b: number) => boolean;

const arithmetic: Readonly<Partial<Record<Operator, Arithmetic>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

const comparisons: Readonly<Partial<Record<Operator, Comparison>>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** Both sides of an operator, whichever of them are vectors (prometheus v2.55.1: promql/engine.go VectorBinop and its kin). */
export function combine(binary: Binary, left: Value, right: Value): Value {
  if (left.type === 'scalar' && right.type === 'scalar') return ofScalars(binary, left, right);
  if (left.type === 'vector' && right.type === 'scalar')
    return vector(
      left.samples.flatMap((one) => result(binary, one, [one.value, right.value], one.value)),
    );
  if (left.type === 'scalar' && right.type === 'vector')
    return vector(
      right.samples.flatMap((one) => result(binary, one, [left.value, one.value], one.value)),
    );
  if (left.type === 'vector' && right.type === 'vector')
    return vector(ofVectors(binary, left.samples, right.samples));
  throw new QueryError(
    `parse error: binary expression must contain only scalar and instant vector types`,
  );
}

function ofScalars(
  { operator, isBool }: Binary,
  { value: a }: { value: number },
  { value: b }: { value: number },
): Value {
  const compare = comparisons[operator];
  if (compare && !isBool)
    throw new QueryError('parse error: comparisons between scalars must use BOOL modifier');
  if (compare) return { type: 'scalar', value: compare(a, b) ? 1 : 0 };
  const work = arithmetic[operator];
  if (!work)
    throw new QueryError(
      `parse error: set operator ${JSON.stringify(operator)} not allowed in binary scalar expression`,
    );
  return { type: 'scalar', value: work(a, b) };
}

/** None where a comparison filters it out. */
function result(
  { operator, isBool }: Binary,
  { labels }: Sample,
  [a, b]: readonly [number, number],
  kept: number,
): readonly Sample[] {
  const compare = comparisons[operator];
  if (compare && isBool) return [{ labels: withoutName(labels), value: compare(a, b) ? 1 : 0 }];
  if (compare) return compare(a, b) ? [{ labels, value: kept }] : [];
  const work = arithmetic[operator];
  if (!work)
    throw new QueryError(
      `parse error: set operator ${JSON.stringify(operator)} not allowed in binary scalar expression`,
    );
  return [{ labels: withoutName(labels), value: work(a, b) }];
}

function ofVectors(
  binary: Binary,
  left: readonly Sample[],
  right: readonly Sample[],
): readonly Sample[] {
  const { operator, matching } = binary;
  const pairKey = ({ labels }: Sample): string => groupKey(labels, matching);
  const others = new Map(right.map((one) => [pairKey(one), one]));
  if (operator === 'and') return left.filter((one) => others.has(pairKey(one)));
  if (operator === 'unless') return left.filter((one) => !others.has(pairKey(one)));
  if (operator === 'or') {
    const own = new Set(left.map(pairKey));
    return [...left, ...right.filter((one) => !own.has(pairKey(one)))];
  }
  requireOneToOne(left.map(pairKey), right.map(pairKey));
  return left.flatMap((one) => {
    const other = others.get(pairKey(one));
    if (!other) return [];
    const labels = comparisons[operator] ? one.labels : grouped(one.labels, matching);
    return result(binary, { ...one, labels }, [one.value, other.value], one.value);
  });
}

function requireOneToOne(...sides: readonly (readonly string[])[]): void {
  if (sides.every((keys) => new Set(keys).size === keys.length)) return;
  throw new QueryError(
    'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
  );
}
