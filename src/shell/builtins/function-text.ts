import type { Environment, FunctionDefinition } from '#shell/environment.ts';

/** A function as `type` and `declare -f` print it. */
export async function functionText(sh: Environment, { node }: FunctionDefinition): Promise<string> {
  const { printFunction } = await sh.host.time.hold(import('#shell/function-printer.ts'));
  return printFunction(node);
}
