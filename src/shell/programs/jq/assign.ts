import type { Ast, BinaryOperator } from './ast.ts';
import { cut, fail } from './errors.ts';
import type { Machine } from './evaluate.ts';
import { isTrue, type Json } from './json.ts';
import { operate } from './operators.ts';
import { valueAt, withoutPaths, withValueAt, type Path } from './paths.ts';
import type { Closure, Scope } from './scope.ts';

/** `=` gives a value for each of its right side's, computed from the whole; `|=` changes each place by what is there. */
export function* assign(
  machine: Machine,
  { operator, left, right }: Ast & { type: 'assign' },
  scope: Scope,
  value: Json,
): Generator<Json> {
  const places = { ast: left, scope };
  const source = { ast: right, scope };
  if (operator === '|=') {
    yield update(machine, places, value, (old) => machine.values(source, old));
    return;
  }
  for (const given of machine.values(source, value)) {
    if (operator === '=') yield update(machine, places, value, () => [given]);
    else if (operator === '//=')
      yield update(machine, places, value, (old) => [isTrue(old) ? old : given]);
    else {
      const binary = operator.slice(0, -1);
      if (isArithmetic(binary))
        yield update(machine, places, value, (old) => [operate(binary, old, given)]);
    }
  }
}

function isArithmetic(text: string): text is BinaryOperator {
  return ['+', '-', '*', '/', '%'].includes(text);
}

/** Each place by the first of what `next` gives; without one, the place goes. */
export function update(
  machine: Machine,
  places: Closure,
  value: Json,
  next: (old: Json) => Iterable<Json>,
): Json {
  let result = value;
  const gone: Path[] = [];
  for (const path of pathsOf(machine, places, value)) {
    const [first] = next(valueAt(result, path));
    if (first === undefined) gone.push(path);
    else result = withValueAt(result, path, first);
  }
  return withoutPaths(result, gone);
}

/** The paths of what a filter gives. */
export function* pathsOf(machine: Machine, closure: Closure, value: Json): Generator<Path> {
  for (const item of machine.call(closure, { value, path: [] })) {
    if (item.path === 'lost' || item.path === undefined) {
      fail(`Invalid path expression with result ${cut(item.value, 29)}`);
    } else yield item.path;
  }
}
