/** What the page and the worker of a live session say to each other. Both sides import this and nothing else of each other. */

export interface SessionSetup {
  /** Files of the home folder, by path from it. */
  files: Readonly<Record<string, string>>;
  seed: number;
  /** Virtual milliseconds since 1970. */
  start: number;
  /** Whether Services of type LoadBalancer get an address. */
  loadBalancer: boolean;
}

/**
 * A line that was run, when (milliseconds of virtual time since the start), and what was typed while it ran. Setup and log are the
 * whole state of a session.
 */
export interface LogLine {
  at: number;
  text: string;
  typed: readonly TypedLater[];
}

export interface TypedLater {
  /** Milliseconds of virtual time since the line began. */
  after: number;
  key: { type: 'input'; text: string } | { type: 'end-of-input' } | { type: 'interrupt' };
}

export type ToWorker =
  /** Begins a session; the lines of a former one run first, at once and unseen. */
  | { type: 'start'; setup: SessionSetup; log: readonly LogLine[]; columns: number }
  /** What was typed at the prompt; several lines run one after the other. */
  | { type: 'run'; text: string }
  /** What is typed while a program runs: a line with its end. */
  | { type: 'input'; text: string }
  /** Ctrl-D: the end of the program's input, or of the line that is being continued. */
  | { type: 'end-of-input' }
  | { type: 'interrupt' }
  | { type: 'complete'; id: number; text: string; cursor: number }
  | { type: 'resize'; columns: number }
  /** 1 is as in real life. */
  | { type: 'speed'; speed: number }
  /** The editor pane is closed: with a text to save, or without. */
  | { type: 'edited'; path: string; text?: string | undefined };

export type FromWorker =
  | { type: 'prompt'; text: string; exitCode: number }
  | { type: 'started'; line: LogLine }
  | { type: 'typed'; later: TypedLater }
  | { type: 'output'; text: string }
  | { type: 'completed'; id: number; start: number; words: readonly string[] }
  | { type: 'cluster'; view: ClusterView }
  | { type: 'edit'; path: string; text: string }
  /** A fault of ours: the session goes no further, and offers to start again. */
  | { type: 'failed'; message: string };

/** What the live view shows. */
export interface ClusterView {
  /** RFC 3339. */
  time: string;
  nodes: readonly NodeView[];
  pods: readonly PodView[];
}

interface NodeView {
  name: string;
  roles: string;
  status: string;
}

export interface PodView {
  namespace: string;
  name: string;
  node: string;
  /** As the columns of `kubectl get pods`. */
  ready: string;
  status: string;
  restarts: string;
  age: string;
  ip: string;
}
