import type { Faults } from './faults.ts';
import type { SessionSetup } from './messages.ts';

/** A lab as the page receives it (JSON): its steps with what every command prints. */
export interface LabReplay {
  id: string;
  title: string;
  versions: Record<string, string>;
  verified: string;
  prompt: string;
  steps: ReplayStep[];
  /** What its engine starts from, where the lab runs on it. */
  live?: SessionSetup;
  /** What other draws than the one of `live` are made of, where faults are drawn. */
  draw?: LabDraw;
}

export interface LabDraw {
  /** The steps that a draw fills. */
  ids: readonly string[];
  book: Faults;
}

export interface ReplayStep {
  id: string;
  title: string;
  minutes: number;
  commands: ReplayCommand[];
}

export interface ReplayCommand {
  /** What is typed, possibly on several lines. */
  input: string;
  output: ReplayOutput[];
  exitCode: number;
}

/** A piece of output, and the real time that passed before it. */
export interface ReplayOutput {
  text: string;
  waitMs: number;
}

/** `command` commands of step `step` are done. */
export interface LabPosition {
  step: string;
  command: number;
}
