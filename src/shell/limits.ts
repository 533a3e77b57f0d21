/** What a session may not pass: a learner's mistake must end with a message, never with a frozen page. */
export interface Limits {
  /** Commands and loop turns while the cluster's clock stands still. */
  readonly steps: number;
  /** Steps between two turns of the host, when Ctrl-C can be heard. */
  readonly stepsPerTurn: number;
  readonly functionDepth: number;
  /** Subshells at once: stages of pipes, jobs, substitutions. */
  readonly processes: number;
  /** Characters of one value. */
  readonly text: number;
  /** Words that one brace expansion may give. */
  readonly braces: number;
  /** Characters of one line or script. */
  readonly source: number;
  /** Bytes that one command line may print on the terminal. */
  readonly output: number;
  readonly history: number;
}

export const defaultLimits: Limits = {
  steps: 10_000_000,
  stepsPerTurn: 2_000,
  functionDepth: 1_000,
  processes: 500,
  text: 8_000_000,
  braces: 100_000,
  source: 1_000_000,
  output: 1_000_000,
  history: 1_000,
};
