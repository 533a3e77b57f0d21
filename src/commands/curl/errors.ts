/** A transfer that failed: the exit code, and what curl says of it. */
export class CurlError extends Error {
  override name = 'CurlError';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
