/** Ends the command: printed after `Error: ` on standard error, with the command's usage where the program tells it. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Ends the command with this text and a line's end on standard error: a real one that prints, and leaves by os.Exit(1). */
export class PlainError extends Error {
  override name = 'PlainError';
}
