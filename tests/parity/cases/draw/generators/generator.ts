/** A verb of `create`, what it needs, and what may be said more. */
export type Generator = readonly [
  start: string,
  options: readonly string[],
  end?: readonly string[],
];

/** What a container may be told to run, most often nothing. */
export const commands = ['', '', '', '-- date', '-- sh -c "exit 1"', '--'];
