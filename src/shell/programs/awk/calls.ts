import { AwkArray } from './array.ts';
import type { Expression } from './ast.ts';
import type { Cell } from './cells.ts';
import { map, all, whenDone, runOf, type Code, type Frame, type Soon } from './code.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import type { Machine } from './machine.ts';
import { fatal } from './problems.ts';
import { Leaving, type Signal } from './signals.ts';
import type { Value } from './values.ts';

export interface CompiledFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  run: (frame: Frame) => Soon<Signal>;
}

export type UserFunctions = ReadonlyMap<string, CompiledFunction>;

/** Calls in calls between two that begin on an empty stack of JavaScript. */
const callsPerStack = 100;
const mostDepth = 50_000;

export function compileCall(
  compiler: ExpressionCompiler,
  { name, args, line }: Expression & { type: 'call' },
): Code<Value> {
  const { functions, machine } = compiler;
  const given = runOf(all(args.map((arg) => argument(compiler, arg))));
  return {
    wait: (frame) => {
      const called = functions.get(name);
      if (!called) {
        machine.line = line;
        return fatal(`function \`${name}' not defined`);
      }
      return whenDone(given(frame), (values) => {
        machine.line = line;
        if (args.length > called.parameters.length)
          machine.warn(`function \`${name}' called with more arguments than declared`);
        return callFunction(machine, called, values);
      });
    },
  };
}

/** What is given: a variable's array, or the variable itself where it may become one. */
type Given = { readonly value: Value | AwkArray; readonly origin?: Cell };

function argument(compiler: ExpressionCompiler, arg: Expression): Code<Given> {
  if (arg.type === 'name') {
    const cell = compiler.cell(arg);
    return {
      sync: (frame) => {
        const one = cell(frame);
        const { value } = one;
        return value === undefined && !one.isScalar ? { value, origin: one } : { value };
      },
    };
  }
  if (arg.type === 'index') {
    const place = { array: compiler.inner(arg), key: compiler.key(arg.keys.at(-1) ?? []) };
    return map(all<AwkArray | string>([place.array, place.key]), ([array, key]) => ({
      value: array instanceof AwkArray && typeof key === 'string' ? array.touch(key) : undefined,
    }));
  }
  return map(compiler.value(arg), (value) => ({ value }));
}

/** Calls a function with values, of which what is missing has none. */
export function callFunction(
  machine: Machine,
  called: CompiledFunction,
  values: readonly Given[],
): Soon<Value> {
  const cells = called.parameters.map((name, i): Cell => {
    const { value, origin } = values[i] ?? { value: undefined };
    return { name, value, origin, isParameter: true };
  });
  const frame: Frame = { cells, result: undefined };
  machine.depth += 1;
  if (machine.depth > mostDepth) fatal('maillage: plus de 50 000 appels l’un dans l’autre');
  const run = (): Soon<Value> =>
    whenDone(called.run(frame), (signal) => leave(machine, frame, signal));
  if (machine.isTired()) return machine.rest().then(run);
  return machine.depth % callsPerStack === 0 ? Promise.resolve().then(run) : run();
}

function leave(machine: Machine, { result }: Frame, signal: Signal): Value {
  machine.depth -= 1;
  if (signal === 'next' || signal === 'nextfile' || signal === 'exit') throw new Leaving(signal);
  return result;
}
