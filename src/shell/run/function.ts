import type { Environment, FunctionDefinition } from '#shell/environment.ts';
import { Leave, ShellError } from '#shell/leave.ts';
import { runTrap } from './trap.ts';

/** Calls a function: arguments, local variables and `return` are its own. */
export async function runFunction(
  sh: Environment,
  { node, source }: FunctionDefinition,
  argv: readonly string[],
): Promise<number> {
  const [name = ''] = argv;
  const most = sh.host.limits.functionDepth;
  if (sh.depth >= most) {
    throw new ShellError(`${name}: maximum function nesting level exceeded (${most})`, 1, 'line');
  }
  const before = {
    args: sh.args,
    source: sh.source,
    stack: sh.stack,
    depth: sh.depth,
    loops: sh.loops,
    position: sh.position,
  };
  sh.variables.pushScope();
  const stack = [{ name, from: sh.source }, ...sh.stack];
  Object.assign(sh, { args: argv.slice(1), source, stack, depth: sh.depth + 1, loops: 0 });
  try {
    const { body } = node;
    if (body.type === 'CompoundList') await sh.host.engine.run(sh, body.commands);
    else await sh.host.engine.command(sh, body);
  } catch (error) {
    if (!(error instanceof Leave) || error.kind !== 'return') throw error;
    sh.status = error.value;
  } finally {
    sh.variables.popScope();
    Object.assign(sh, before);
  }
  if (sh.traps.has('RETURN')) await runTrap(sh, 'RETURN');
  return sh.status;
}
