import type { ReadableAtom } from 'nanostores';
import type { LabPosition } from '#schemas/lab-replay.ts';

/**
 * A running lab seen from the page: the replay of a transcript (`startReplay`), or a session on a simulated cluster
 * (`startLiveLab`). The same buttons and keys drive both.
 */
export interface LabSession {
  readonly $player: ReadableAtom<PlayerView>;
  /** The commands that are over, with all they printed. */
  readonly $log: ReadableAtom<readonly LogEntry[]>;
  play: () => void;
  pause: () => void;
  /** Finishes the current command at once and starts the next one. */
  next: () => void;
  /** Goes back to before the current command, or to before the last one. */
  previous: () => void;
  jumpTo: (position: LabPosition) => void;
  /** A jump may come: gets ready what it takes long to get to. */
  expectJump: () => void;
  /** Goes to this command and plays it alone. */
  run: (position: LabPosition) => void;
  change: (settings: Partial<PlayerSettings>) => void;
  stop: () => void;
}

/** The replay of a transcript. */
export interface ReplaySession extends LabSession {
  /** Shows the session on a screen: first what is there already, then what comes. */
  attach: (show: (event: ScreenEvent) => void) => () => void;
}

export type ScreenEvent =
  { type: 'clear' } | { type: 'write'; kind: 'prompt' | 'input' | 'output'; text: string };

export interface PlayerSettings {
  /** 1 is real time for waits, and a good typist for keys. */
  speed: number;
  /** Long waits are cut short. */
  skipWaits: boolean;
  /** No typing: a command and its output appear at once. */
  reducedMotion: boolean;
}

export interface PlayerView extends PlayerSettings {
  phase: 'ready' | 'typing' | 'running' | 'finished';
  playing: boolean;
  position: LabPosition;
  /** The current command or, when none runs, the one that comes next; empty at the end. */
  input: string;
  /** Number of the current step, from 0. */
  step: number;
  /** Commands that are over, and all there are. */
  done: number;
  total: number;
  /** Real time that the current command waits for, and how much of it is skipped. */
  waitMs: number;
  skippedMs: number;
}

export interface LogEntry {
  /** Unique in the lab: its number from 0. */
  id: number;
  step: string;
  input: string;
  output: string;
  exitCode: number;
}

export const speeds = [0.5, 0.75, 1, 1.5, 2, 4] as const;
