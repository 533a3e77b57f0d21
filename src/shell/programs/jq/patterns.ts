import type { Pattern } from './ast.ts';
import { fail } from './errors.ts';
import type { Machine } from './evaluate.ts';
import { isArray, typeOf, type Json } from './json.ts';
import { indexOf } from './paths.ts';
import { withValue, type Scope } from './scope.ts';

/** The scopes in which the names of a pattern have their values. */
export function* matched(
  machine: Machine,
  pattern: Pattern,
  value: Json,
  scope: Scope,
): Generator<Scope> {
  if (pattern.type === 'variable') {
    yield withValue(scope, pattern.name, value);
    return;
  }
  if (pattern.type === 'object') {
    yield* entries(machine, pattern.entries, value, scope);
    return;
  }
  if (value !== null && !isArray(value)) fail(`Cannot index ${typeOf(value)} with number`);
  yield* all(
    machine,
    pattern.items.map((one, at) => ({ one, value: indexOf(value, at) })),
    scope,
  );
}

function* all(
  machine: Machine,
  [first, ...rest]: readonly { one: Pattern; value: Json }[],
  scope: Scope,
): Generator<Scope> {
  if (!first) yield scope;
  else
    for (const inner of matched(machine, first.one, first.value, scope))
      yield* all(machine, rest, inner);
}

function* entries(
  machine: Machine,
  [first, ...rest]: (Pattern & { type: 'object' })['entries'],
  value: Json,
  scope: Scope,
): Generator<Scope> {
  if (!first) {
    yield scope;
    return;
  }
  for (const key of machine.values({ ast: first.key, scope }, value)) {
    if (typeof key !== 'string') fail(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
    const found = indexOf(value, key);
    const named = first.variable === undefined ? scope : withValue(scope, first.variable, found);
    const inners = first.pattern ? matched(machine, first.pattern, found, named) : [named];
    for (const inner of inners) yield* entries(machine, rest, value, inner);
  }
}

export function namesOf(pattern: Pattern): string[] {
  if (pattern.type === 'variable') return [pattern.name];
  if (pattern.type === 'array') return pattern.items.flatMap(namesOf);
  return pattern.entries.flatMap(({ variable, pattern: inner }) => [
    ...(variable === undefined ? [] : [variable]),
    ...(inner ? namesOf(inner) : []),
  ]);
}
