/** Flags whose next argument is a script, and no file to read. */
const scriptFlags = new Set(['-f', '--file']);
const extension = /\.(?:ya?ml|json|txt|log|sh|md|csv|pem|crt|key|golden)$/;

/**
 * Whether a program of the toolbox reads its standard input. One that has its files on the command line leaves it to the next
 * program, and above all does not wait for a keyboard.
 */
export function readsInput(
  [, ...args]: readonly [string, ...string[]],
  { isFile, isTerminal }: { isFile: (path: string) => boolean; isTerminal: boolean },
): boolean {
  if (args.includes('-')) return true;
  const operands = operandsOf(args);
  if (operands.some(isFile)) return false;
  // A name that is wrong is still a name: the program will say so.
  return !(isTerminal && operands.some((operand) => extension.test(operand)));
}

function operandsOf(args: readonly string[]): readonly string[] {
  return args.filter((arg, at) => !arg.startsWith('-') && !scriptFlags.has(args[at - 1] ?? ''));
}
