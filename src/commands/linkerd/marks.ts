import type { Process } from '#process/program.ts';

const marks = { ok: ['√', 32], warning: ['‼', 33], failure: ['×', 31] } as const;

/** okStatus, warnStatus and failStatus: bold and coloured where standard output is a terminal (fatih/color v1.18). */
export function mark({ stdout }: Pick<Process, 'stdout'>, state: keyof typeof marks): string {
  const [sign, colour] = marks[state];
  return stdout.isTerminal ? `\u001B[${colour};1m${sign}\u001B[0;22m` : sign;
}
