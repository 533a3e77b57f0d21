import { assign } from './assign.ts';
import type { Ast } from './ast.ts';
import { fail, shown, SyntaxProblem } from './errors.ts';
import type { Machine } from './evaluate.ts';
import { formatted } from './formats.ts';
import { isObject, isTrue, jsonText, type Json } from './json.ts';
import { operate } from './operators.ts';
import { valueOf, type Scope } from './scope.ts';

type Making = Extract<
  Ast,
  {
    type:
      | 'string'
      | 'format'
      | 'array'
      | 'object'
      | 'binary'
      | 'and'
      | 'or'
      | 'negate'
      | 'variable'
      | 'assign';
  }
>;

/** What makes a value that was nowhere before. */
export function* make(machine: Machine, ast: Making, scope: Scope, value: Json): Generator<Json> {
  const values = (inner: Ast): Iterable<Json> => machine.values({ ast: inner, scope }, value);
  switch (ast.type) {
    case 'array':
      yield ast.body ? [...values(ast.body)] : [];
      return;
    case 'object':
      yield* object(ast.entries, values);
      return;
    case 'string':
      yield* string(ast, values);
      return;
    case 'format':
      yield formatted(ast.name, value);
      return;
    case 'binary':
      for (const right of values(ast.right))
        for (const left of values(ast.left)) yield operate(ast.operator, left, right);
      return;
    case 'and':
    case 'or':
      for (const left of values(ast.left)) {
        if (isTrue(left) === (ast.type === 'or')) yield ast.type === 'or';
        else for (const right of values(ast.right)) yield isTrue(right);
      }
      return;
    case 'negate':
      for (const one of values(ast.body))
        yield typeof one === 'number' ? -one : fail(`${shown(one)} cannot be negated`);
      return;
    case 'variable':
      yield variable(ast, scope);
      return;
    case 'assign':
      yield* assign(machine, ast, scope, value);
  }
}

function variable({ name, at }: Ast & { type: 'variable' }, scope: Scope): Json {
  const value = valueOf(scope, name);
  if (value === undefined) throw new SyntaxProblem(`${name} is not defined`, at);
  return value;
}

type ValuesOf = (ast: Ast) => Iterable<Json>;

function* object(
  [first, ...rest]: readonly (readonly [Ast, Ast])[],
  values: ValuesOf,
): Generator<Json> {
  if (!first) {
    yield {};
    return;
  }
  for (const key of values(first[0])) {
    if (typeof key !== 'string') fail(`Cannot use ${shown(key)} as object key`);
    for (const one of values(first[1]))
      for (const others of object(rest, values))
        yield { [key]: one, ...(isObject(others) ? others : {}) };
  }
}

function* string(
  { format, parts: [first, ...rest] }: Ast & { type: 'string' },
  values: ValuesOf,
): Generator<Json> {
  if (first === undefined) {
    yield '';
    return;
  }
  for (const after of string({ type: 'string', format, parts: rest }, values)) {
    const end = typeof after === 'string' ? after : jsonText(after);
    if (typeof first === 'string') yield first + end;
    else for (const one of values(first)) yield formatted(format, one) + end;
  }
}
