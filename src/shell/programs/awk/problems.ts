/** What ends a program of awk with a message and a status: `fatal:` of gawk, or a part of it that is not simulated. */
export class AwkFatal extends Error {
  override name = 'AwkFatal';
  /** Written after the name of the program and the place. */
  readonly status: number;
  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}

/** Of a program that cannot be read: all lines of the message, without the name of the program. */
export class SyntaxProblem extends Error {
  override name = 'SyntaxProblem';
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

export function fatal(message: string): never {
  throw new AwkFatal(message.startsWith('maillage: ') ? message : `fatal: ${message}`);
}

export function notSimulated(what: string): never {
  throw new AwkFatal(`maillage: ${what} n’est pas simulé dans ce cours`);
}
