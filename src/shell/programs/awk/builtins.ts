import type { Expression } from './ast.ts';
import type { Code } from './code.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import { arrayFunctions } from './array-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { regexFunctions } from './regex-functions.ts';
import { systemFunctions } from './system-functions.ts';
import { textFunctions } from './text-functions.ts';
import { fatal } from './problems.ts';
import type { Value } from './values.ts';

/** Compiles the call of a function of awk itself. */
export type Builtin = (compiler: ExpressionCompiler, args: readonly Expression[]) => Code<Value>;

const builtins: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    ...arrayFunctions,
    ...numberFunctions,
    ...regexFunctions,
    ...systemFunctions,
    ...textFunctions,
  }),
);

export function callBuiltin(
  compiler: ExpressionCompiler,
  { name, args }: Expression & { type: 'builtin' },
): Code<Value> {
  const builtin = builtins.get(name);
  if (builtin) return builtin(compiler, args);
  return { sync: () => fatal(`maillage: « ${name} » n’est pas simulé dans ce cours`) };
}
