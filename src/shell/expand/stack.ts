import type { Environment } from '#shell/environment.ts';

type Stacked = Pick<Environment, 'source' | 'stack' | 'depth' | 'options'>;

/** Values of FUNCNAME: what runs, innermost first, down to the script. Nothing where no function runs. */
export function functionNames(sh: Stacked): string[] {
  if (sh.depth === 0) return [];
  return [...sh.stack.map(({ name }) => name), ...(isTyped(sh) ? [] : ['main'])];
}

/** Values of BASH_SOURCE: in which file each of these is written. */
export function sourceFiles(sh: Stacked): string[] {
  const files = [sh.source, ...sh.stack.map(({ from }) => from)].map(({ name, label }) =>
    label === '-c' ? 'environment' : (name ?? 'main'),
  );
  return isTyped(sh) ? files.slice(0, -1) : files;
}

/** Below all, there is no script but a line: of the terminal, or of `-c`. */
function isTyped({ source, stack, options }: Stacked): boolean {
  return options.has('command') || (stack.at(-1)?.from ?? source).name === undefined;
}
