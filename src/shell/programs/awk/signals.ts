/** How a statement leaves the place where it stands, other than by ending. */
export type Signal = 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return' | undefined;

/** What leaves a function and the expression that called it. */
export class Leaving extends Error {
  override name = 'Leaving';
  readonly signal: 'next' | 'nextfile' | 'exit';
  constructor(signal: Leaving['signal']) {
    super(signal);
    this.signal = signal;
  }
}
