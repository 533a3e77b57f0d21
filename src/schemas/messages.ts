import type { ProxyView, TrafficView } from './live-view.ts';
import type { LiveStep } from './live-lab.ts';
import type { Probe } from './predicate.ts';

/** What the page and the worker of a live session say to each other. Both sides import this and nothing else of each other. */

export interface SessionSetup {
  /** Files of the home folder, by path from it. */
  files: Readonly<Record<string, string>>;
  seed: number;
  /** Virtual milliseconds since 1970. */
  start: number;
  /** Whether Services of type LoadBalancer get an address. */
  loadBalancer: boolean;
  /** Of a lab: what is checked as the session goes. */
  steps?: readonly LiveStep[] | undefined;
  /** Calls whose fate is told when a line changes it. */
  probes?: readonly Probe[] | undefined;
}

/**
 * A line that was run, when (milliseconds of virtual time since the start), and what was typed while it ran. Setup and log are the
 * whole state of a session.
 */
export interface LogLine {
  at: number;
  text: string;
  typed: readonly TypedLater[];
  /** The command of the lab that this is, counted through all its steps. */
  command?: number | undefined;
}

/** A line that is over, and what it printed. */
export interface Entry {
  line: LogLine;
  output: readonly Chunk[];
  exitCode: number;
  /** Milliseconds of virtual time that it took. */
  lasted: number;
}

export interface Chunk {
  /** Milliseconds of virtual time since the line began. */
  after: number;
  text: string;
}

export interface TypedLater {
  /** Milliseconds of virtual time since the line began. */
  after: number;
  key:
    | { type: 'input'; text: string }
    | { type: 'end-of-input' }
    | { type: 'interrupt' }
    /** The editor pane is closed: with a text to save, or without. */
    | { type: 'edited'; text?: string | undefined };
}

export type ToWorker =
  /** Begins a session; the lines of a former one run first, at once. */
  | { type: 'start'; setup: SessionSetup; log: readonly LogLine[]; columns: number }
  /** What was typed at the prompt; several lines run one after the other. */
  | { type: 'run'; text: string; command?: number | undefined }
  /** Types and runs the lab's commands, from the first step that is not done. */
  | ({ type: 'play' } & Play)
  /** Stops after what runs now: the keyboard is the learner's. */
  | { type: 'pause' }
  /** What is being typed or runs goes to its end at once. */
  | { type: 'hurry' }
  /** Back to after these first lines of the log, at once. */
  | { type: 'back'; lines: number }
  /** Makes the session be this log, at once, from the last state that both have in common. */
  | { type: 'go'; log: readonly LogLine[] }
  /** To the beginning of a step: back to it, or by the lab's commands. */
  | { type: 'jump'; step: string }
  /** A jump may come: what lies ahead is played in silence, until something else is asked. */
  | { type: 'rehearse' }
  /** What is typed while a program runs: a line with its end. */
  | { type: 'input'; text: string }
  /** Ctrl-D: the end of the program's input, or of the line that is being continued. */
  | { type: 'end-of-input' }
  | { type: 'interrupt' }
  | { type: 'complete'; id: number; text: string; cursor: number }
  | { type: 'resize'; columns: number }
  /** 1 is as in real life, 0 stands still. */
  | { type: 'speed'; speed: number }
  /** Lets that much virtual time pass at once. */
  | { type: 'step'; ms: number }
  /** What the proxy of a pod has been given. */
  | { type: 'inspect'; pod: PodName }
  /** The page of the browser panel asks the learner's machine for an address. */
  | { type: 'get'; id: number; url: string }
  /** The editor pane is closed: with a text to save, or without. */
  | { type: 'edited'; text?: string | undefined };

export interface Play {
  until: 'command' | 'step';
  /** How many times faster than in real life commands are typed, and run. */
  typing: number;
  running: number;
}

export type FromWorker =
  /** The whole session so far, in place of what was shown: at its start, and when it went elsewhere. */
  | { type: 'restored'; entries: readonly Entry[] }
  | { type: 'prompt'; text: string; exitCode: number }
  /** The lab's commands are being played, or no longer. */
  | { type: 'playing'; isPlaying: boolean }
  /** What the player has typed so far at the prompt. */
  | { type: 'typing'; text: string }
  /** A line is over. */
  | { type: 'ended'; entry: Entry }
  | { type: 'steps'; steps: StepsView }
  /** What the last line has changed so far. */
  | { type: 'changes'; changes: ChangesView }
  /** What is wrong with the line that is over, or with what it left: sent when something is. */
  | { type: 'advice'; advice: readonly Advice[] }
  | { type: 'started'; line: LogLine }
  | { type: 'typed'; later: TypedLater }
  | { type: 'output'; text: string }
  | { type: 'completed'; id: number; start: number; words: readonly string[] }
  | { type: 'cluster'; view: ClusterView }
  | { type: 'traffic'; view: TrafficView }
  /** Undefined where the pod has no proxy, or none that answers. */
  | { type: 'inspected'; pod: PodName; proxy: ProxyView | undefined }
  | { type: 'edit'; path: string; text: string }
  /** A program has opened an address in the machine's browser. */
  | { type: 'browse'; url: string }
  | { type: 'got'; id: number; answer: PageAnswer }
  /** A fault of ours: the session goes no further, and offers to start again. */
  | { type: 'failed'; message: string };

/** What an address of the learner's machine answers: a page, or why there is none, in words. */
export type PageAnswer =
  { type: 'page'; status: number; body: string } | { type: 'failure'; reason: string };

/** Where the learner is in a lab. */
export interface StepsView {
  /** Ids of the steps that have been reached, in the lab's order. */
  done: readonly string[];
  /** The first step that is not done; undefined at the end. */
  current: string | undefined;
  /** What the current step still lacks, in words. */
  missing: readonly string[];
  hint: string | undefined;
  /** Why the step cannot be reached from here, with the way out. */
  fail: string | undefined;
  /** The command that the player would type next, counted through all steps. */
  next: number;
}

/** What a usual mistake is, and the way out of it: French, with Markdown's `code`. */
export interface Advice {
  id: string;
  text: string;
}

export interface ChangesView {
  objects: readonly ObjectChange[];
  traffic: readonly TrafficChange[];
}

/** Objects of one kind and one namespace that a line created, changed or deleted. */
export interface ObjectChange {
  change: 'created' | 'changed' | 'deleted';
  kind: string;
  /** Empty for a cluster-scoped kind. */
  namespace: string;
  names: readonly string[];
  /** Of a single changed object: where, and from what to what. */
  fields: readonly { path: string; before: string; after: string }[];
}

export interface TrafficChange {
  title: string;
  before: string;
  after: string;
}

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

export interface PodName {
  namespace: string;
  name: string;
}

export interface PodView extends PodName {
  node: string;
  /** Its Deployment, its other owner, or itself. */
  workload: string;
  /** Whether it has Istio's proxy. */
  sidecar: boolean;
  /** As the columns of `kubectl get pods`. */
  ready: string;
  status: string;
  restarts: string;
  age: string;
  ip: string;
}
