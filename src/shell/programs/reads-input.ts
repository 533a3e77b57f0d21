/** Whatever files they name. */
const alwaysReading = new Set(['tee', 'xargs']);
/** Flags whose next arguments are not input, and how many. */
const flagArguments: Readonly<Record<string, number>> = { '-f': 1, '--file': 1 };
const extension = /\.(?:ya?ml|json|txt|log|sh|md|csv|pem|crt|key|golden)$/;

/**
 * Whether a program of the toolbox reads its standard input. One that has its files on the command line leaves it to the next
 * program, and above all does not wait for a keyboard.
 */
export function readsInput(
  [name, ...args]: readonly [string, ...string[]],
  { isFile, isTerminal }: { isFile: (path: string) => boolean; isTerminal: boolean },
): boolean {
  if (alwaysReading.has(name) || args.includes('-')) return true;
  const operands = operandsOf(name, args);
  if (operands.some(isFile)) return false;
  // A name that is wrong is still a name: the program will say so.
  return !(isTerminal && operands.some((operand) => extension.test(operand)));
}

function operandsOf(name: string, args: readonly string[]): readonly string[] {
  const operands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    // `cut -f` and `sort -f` name no file.
    const takes = name === 'cut' || name === 'sort' ? undefined : flagArguments[arg];
    if (takes !== undefined) at += takes;
    else if (!arg.startsWith('-')) operands.push(arg);
  }
  return operands;
}
