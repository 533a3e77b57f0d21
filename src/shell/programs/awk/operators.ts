import type { Comparison, Expression, Operator } from './ast.ts';
import { map, map2, runOf, whenDone, type Code, type Soon } from './code.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import { fatal } from './problems.ts';
import { compare, type Value } from './values.ts';

type Operation = Extract<
  Expression,
  {
    type:
      | 'regex'
      | 'not'
      | 'minus'
      | 'plus'
      | 'and'
      | 'or'
      | 'join'
      | 'compare'
      | 'match'
      | 'in'
      | 'compute';
  }
>;

const longest = 8_000_000;

export function compileOperation(compiler: ExpressionCompiler, expression: Operation): Code<Value> {
  const { machine } = compiler;
  switch (expression.type) {
    case 'regex': {
      const regex = compiler.regex(expression);
      return map(regex, (one) => Number(one.test(machine.record.text)));
    }
    case 'not':
      return map(compiler.test(expression.body), (value) => Number(!value));
    case 'minus':
      return map(compiler.number(expression.body), (value) => -value);
    case 'plus':
      return compiler.number(expression.body);
    case 'and':
      return logic(compiler, false, expression);
    case 'or':
      return logic(compiler, true, expression);
    case 'join':
      return join(compiler, expression.left, expression.right);
    case 'compare':
      return comparison(compiler, expression);
    case 'match': {
      const { isNegated } = expression;
      return map2(compiler.text(expression.left), compiler.regex(expression.right), (text, regex) =>
        Number(regex.test(text) !== isNegated),
      );
    }
    case 'in': {
      const array = compiler.array(expression.array);
      return map2(compiler.key(expression.keys), array, (key, one) => Number(one.has(key)));
    }
    case 'compute':
      return computation(compiler, expression);
  }
}

/** `stops` is what the left side must be for the right one not to count. */
function logic(
  compiler: ExpressionCompiler,
  stops: boolean,
  { left, right }: { left: Expression; right: Expression },
): Code<Value> {
  const [first, second] = [compiler.test(left), compiler.test(right)];
  if (first.sync && second.sync) {
    const [a, b] = [first.sync, second.sync];
    return stops
      ? { sync: (frame) => Number(a(frame) || b(frame)) }
      : { sync: (frame) => Number(a(frame) && b(frame)) };
  }
  const [a, b] = [runOf(first), runOf(second)];
  return {
    wait: (frame) =>
      whenDone(a(frame), (value): Soon<Value> =>
        value === stops ? Number(value) : whenDone(b(frame), Number),
      ),
  };
}

function join(compiler: ExpressionCompiler, left: Expression, right: Expression): Code<Value> {
  return map2(compiler.text(left), compiler.text(right), (a, b) => {
    if (a.length + b.length > longest)
      fatal('maillage: plus de 8 millions de caractères dans un texte');
    return a + b;
  });
}

function comparison(
  compiler: ExpressionCompiler,
  { operator, left, right }: Expression & { type: 'compare' },
): Code<Value> {
  const { machine } = compiler;
  const holds = comparers[operator];
  return map2(compiler.value(left), compiler.value(right), (a, b) =>
    typeof a === 'number' && typeof b === 'number' && a === a && b === b
      ? Number(holds(a - b || (a === b ? 0 : a < b ? -1 : 1)))
      : Number(holds(compare(a, b, machine))),
  );
}

function computation(
  compiler: ExpressionCompiler,
  { operator, left, right, line }: Expression & { type: 'compute' },
): Code<Value> {
  const { machine } = compiler;
  const [a, b] = [compiler.number(left), compiler.number(right)];
  if (operator === '/' || operator === '%')
    return map2(a, b, (one, other) => {
      if (other === 0) {
        machine.line = line;
        fatal(`division by zero attempted${operator === '%' ? " in `%'" : ''}`);
      }
      return operate(operator, one, other);
    });
  return map2(a, b, (one, other) => operate(operator, one, other));
}

const comparers: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

export function operate(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return power(left, right);
  }
}

/** Whole powers are multiplied, as gawk does, in its order. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 2 ** 31) return base ** exponent;
  if (exponent === 0) return 1;
  let [left, square, product] = [Math.abs(exponent), base, 1];
  while (left > 1) {
    if (left % 2 === 1) product *= square;
    square *= square;
    left = Math.floor(left / 2);
  }
  return exponent > 0 ? product * square : 1 / (product * square);
}
