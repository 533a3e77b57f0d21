/** Ends the command: printed after `Error: ` on standard error. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** istioctl/cmd/sysexits.go (1.31). */
export const exitCodes = { usage: 64, data: 65, analysis: 79 } as const;

/** Used otherwise than it can be. */
export function usageError(message: string): CommandError {
  return new CommandError(message, exitCodes.usage);
}

/** Ends the command in silence, with this code. */
export class Exit extends Error {
  override name = 'Exit';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Not an error of the learner's: the course stops here, and says so. */
export class NotSimulated extends Error {
  override name = 'NotSimulated';
}

export function notSimulated(what: string): NotSimulated {
  return new NotSimulated(`maillage: ${what} n’est pas simulé dans ce cours`);
}
