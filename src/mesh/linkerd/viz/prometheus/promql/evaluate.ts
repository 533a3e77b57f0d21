import { aggregate } from './aggregate.ts';
import { combine } from './binary.ts';
import { type Expression, QueryError, type Selector } from './expression.ts';
import { findFunction } from './functions.ts';
import { instant, range } from './select.ts';
import type { Windows } from '#mesh/linkerd/viz/prometheus/series.ts';
import { type Value, vector, withoutName } from './value.ts';

/** The value of an expression at a time (prometheus v2.55.1: promql/engine.go). Throws a QueryError. */
export function evaluate(expression: Expression, windows: Windows, time: number): Value {
  const valueOf = (one: Expression): Value => evaluate(one, windows, time);
  switch (expression.type) {
    case 'number':
      return { type: 'scalar', value: expression.value };
    case 'string':
      return { type: 'string', value: expression.value };
    case 'selector':
      return expression.rangeMs === undefined
        ? vector(instant(windows, expression, time))
        : { type: 'matrix', series: range(windows, expression, time) };
    case 'negation':
      return negated(valueOf(expression.operand));
    case 'aggregation':
      return aggregate(expression, valueOf);
    case 'binary':
      return combine(expression, valueOf(expression.left), valueOf(expression.right));
    case 'call': {
      const { rangeMs = 0, offsetMs = 0 } = expression.args.find(isSelector) ?? {};
      const work = findFunction(expression.name);
      return work(expression.args.map(valueOf), { time, rangeMs, offsetMs });
    }
  }
}

function isSelector(expression: Expression): expression is Selector {
  return expression.type === 'selector';
}

function negated(value: Value): Value {
  if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
  if (value.type !== 'vector')
    throw new QueryError(
      'parse error: unary expression only allowed on expressions of type scalar or instant vector',
    );
  return vector(
    value.samples.map((one) => ({ labels: withoutName(one.labels), value: -one.value })),
  );
}
