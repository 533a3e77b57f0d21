/** How a command leaves the place where it runs, other than by ending. */
export class Leave extends Error {
  override name = 'Leave';
  readonly kind: 'exit' | 'return' | 'break' | 'continue' | 'discard';
  /** Exit status; for loops, how many are still to be left. */
  readonly value: number;
  constructor(kind: Leave['kind'], value: number) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

/** The command was killed by a signal. */
export class Killed extends Error {
  override name = 'Killed';
  readonly signal: string;
  constructor(signal: string) {
    super(signal);
    this.signal = signal;
  }
}

/** A mistake that ends the current command with a message and a status. */
export class ShellError extends Error {
  override name = 'ShellError';
  readonly status: number;
  /** What else it ends: nothing, the current line, or a shell that is not interactive. */
  readonly ends: 'command' | 'line' | 'shell';
  constructor(message: string, status = 1, ends: ShellError['ends'] = 'command') {
    super(message);
    this.status = status;
    this.ends = ends;
  }
}

/** Signals by number, as Linux numbers them. */
export const signalNumbers: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
};

/** The status of what a signal killed: 130 for SIGINT. */
export function statusOfSignal(signal: string): number {
  return 128 + (signalNumbers[signal.replace(/^SIG/, '')] ?? 2);
}
