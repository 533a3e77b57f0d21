import { atom, computed, type ReadableAtom } from 'nanostores';
import type { TrafficView } from '#schemas/live-view.ts';
import type {
  Advice,
  ChangesView,
  ClusterView,
  Entry,
  FromWorker,
  LogLine,
  SessionSetup,
  StepsView,
  ToWorker,
} from '#schemas/messages.ts';
import type { LogEntry } from './lab-session.ts';
import type { WorkerClient } from './worker-client.ts';

export type LivePhase = 'starting' | 'prompt' | 'running' | 'failed';

/** What a screen is told, in order. `cleared`: a new worker begins; `restored`: the log is another one. */
type LiveEvent =
  | { type: 'cleared' }
  | { type: 'restored' }
  | Extract<
      FromWorker,
      | { type: 'prompt' }
      | { type: 'typing' }
      | { type: 'started' }
      | { type: 'output' }
      | { type: 'completed' }
      | { type: 'edit' }
      | { type: 'got' }
    >;

type Fact = Extract<
  FromWorker,
  {
    type:
      'steps' | 'changes' | 'advice' | 'playing' | 'cluster' | 'traffic' | 'inspected' | 'browse';
  }
>;

type Browsed = Extract<FromWorker, { type: 'browse' }>;
type Inspected = Omit<Extract<FromWorker, { type: 'inspected' }>, 'type'>;

/** A session on a simulated cluster, seen from the page. */
export interface LiveSession {
  readonly $phase: ReadableAtom<LivePhase>;
  /** The commands so far, the running one included, with all they printed. */
  readonly $log: ReadableAtom<readonly LogEntry[]>;
  readonly $cluster: ReadableAtom<ClusterView | undefined>;
  readonly $failure: ReadableAtom<string>;
  /** Where the learner is in the lab; undefined without one, and until it is known. */
  readonly $steps: ReadableAtom<StepsView | undefined>;
  /** What the last line has changed so far. */
  readonly $changes: ReadableAtom<ChangesView | undefined>;
  /** What usual mistake the last line makes, and the way out. */
  readonly $advice: ReadableAtom<readonly Advice[]>;
  /** Who has called whom. */
  readonly $traffic: ReadableAtom<TrafficView | undefined>;
  /** The pod whose proxy was asked for last, and what it said. */
  readonly $inspected: ReadableAtom<Inspected | undefined>;
  /** What a program has opened in the browser: another value each time. */
  readonly $browsed: ReadableAtom<Browsed | undefined>;
  /** Of the clock: 1 is as in real life, 0 stands still. */
  readonly $speed: ReadableAtom<number>;
  /** The lab's commands are being played. */
  readonly $playing: ReadableAtom<boolean>;
  /** The last prompt, undefined before the first. */
  readonly $prompt: ReadableAtom<string | undefined>;
  /** What was run, and what it printed: the running line is not among them. */
  readonly $entries: ReadableAtom<readonly Entry[]>;
  /** The whole session: what was run, the running line included. */
  readonly $lines: ReadableAtom<readonly LogLine[]>;
  /** Tells a screen what comes. */
  listen: (show: (event: LiveEvent) => void) => () => void;
  send: (message: Exclude<ToWorker, { type: 'start' }>) => void;
  /** A new worker: from nothing, or with the same lines run again. */
  restart: (options?: { keepLog: boolean }) => void;
  /** Makes the session be this log. */
  open: (log: readonly LogLine[]) => void;
  stop: () => void;
}

export interface LiveOptions {
  setup: SessionSetup;
  /** What was run before. */
  log?: readonly LogLine[];
  columns: () => number;
  start: () => WorkerClient;
  /** Calls back after that many milliseconds; returns how not to. */
  after: (ms: number, then: () => void) => () => void;
}

/** A worker that says nothing for so long after Ctrl-C is stuck: it is ended, and its lines run again in a new one. */
const stuckMs = 3_000;
const longestOutput = 1_000_000;
/** What the worker stops playing for. */
const takeOvers: ReadonlySet<ToWorker['type']> = new Set(['pause', 'run', 'jump', 'back', 'go']);
/** What the text of a page may ask for before the cluster has started. */
const patient: ReadonlySet<ToWorker['type']> = new Set(['run', 'play', 'jump', 'back', 'go']);

export function startLiveSession(options: LiveOptions): LiveSession {
  const session = new Live(options);
  session.open(options.log ?? []);
  return session;
}

class Live implements LiveSession {
  readonly $phase = atom<LivePhase>('starting');
  readonly $log = atom<readonly LogEntry[]>([]);
  readonly $cluster = atom<ClusterView | undefined>();
  readonly $failure = atom('');
  readonly $prompt = atom<string | undefined>();
  readonly $steps = atom<StepsView | undefined>();
  readonly $changes = atom<ChangesView | undefined>();
  readonly $advice = atom<readonly Advice[]>([]);
  readonly $traffic = atom<TrafficView | undefined>();
  readonly $inspected = atom<Inspected | undefined>();
  readonly $browsed = atom<Browsed | undefined>();
  readonly $speed = atom(1);
  readonly $playing = atom(false);
  private readonly options: LiveOptions;
  private readonly screens = new Set<(event: LiveEvent) => void>();
  readonly $entries = atom<readonly Entry[]>([]);
  /** The line that runs, or those that are to run again. */
  private readonly $pending = atom<readonly LogLine[]>([]);
  readonly $lines = computed([this.$entries, this.$pending], (entries, pending) => [
    ...entries.map(({ line }) => line),
    ...pending,
  ]);
  private client: WorkerClient | undefined;
  /** The learner has the keyboard, whatever the worker, which has not heard of it yet, says of the player. */
  private isTaken = false;
  /** Asked for while the cluster starts. */
  private waiting: Parameters<LiveSession['send']>[0][] = [];
  private calm = (): void => undefined;

  constructor(options: LiveOptions) {
    this.options = options;
  }

  listen(show: (event: LiveEvent) => void): () => void {
    this.screens.add(show);
    return () => this.screens.delete(show);
  }

  send(message: Exclude<ToWorker, { type: 'start' }>): void {
    if (message.type === 'interrupt') this.watch();
    if (message.type === 'speed') this.$speed.set(message.speed);
    if (message.type === 'play') this.isTaken = false;
    if (takeOvers.has(message.type)) this.take();
    if (this.$phase.get() === 'starting' && patient.has(message.type)) this.waiting.push(message);
    else this.client?.send(message);
  }

  restart({ keepLog } = { keepLog: false }): void {
    // The line that a fault stopped is not run again.
    if (this.$phase.get() === 'failed') this.$pending.set([]);
    this.open(keepLog ? this.$lines.get() : []);
  }

  stop(): void {
    this.calm();
    this.client?.stop();
    this.client = undefined;
  }

  open(log: readonly LogLine[]): void {
    this.calm();
    this.client?.stop();
    this.$pending.set(log);
    this.waiting = [];
    this.$entries.set([]);
    this.$log.set([]);
    this.$playing.set(false);
    this.$speed.set(1);
    this.$changes.set(undefined);
    this.$advice.set([]);
    this.$traffic.set(undefined);
    this.$inspected.set(undefined);
    this.$browsed.set(undefined);
    this.$phase.set('starting');
    this.$failure.set('');
    this.tell({ type: 'cleared' });
    const client = this.options.start();
    this.client = client;
    client.listen((message) => {
      if (client === this.client) this.receive(message);
    });
    client.send({ type: 'start', setup: this.options.setup, log, columns: this.options.columns() });
  }

  private receive(message: FromWorker): void {
    this.calm();
    switch (message.type) {
      case 'restored':
        this.$entries.set(message.entries);
        this.$pending.set([]);
        this.$log.set(message.entries.map(logEntry));
        this.$changes.set(undefined);
        this.$advice.set([]);
        this.$browsed.set(undefined);
        this.tell({ type: 'restored' });
        return;
      case 'started':
        this.$pending.set([message.line]);
        this.$phase.set('running');
        this.$advice.set([]);
        this.begin(message.line.text);
        break;
      case 'typed':
        this.$pending.set(
          this.$pending.get().map((line) => ({ ...line, typed: [...line.typed, message.later] })),
        );
        return;
      case 'ended':
        this.$entries.set([...this.$entries.get(), message.entry]);
        this.$pending.set([]);
        this.changeLast((entry) => ({ ...entry, exitCode: message.entry.exitCode }));
        return;
      case 'steps':
      case 'changes':
      case 'advice':
      case 'playing':
      case 'cluster':
      case 'traffic':
      case 'inspected':
      case 'browse':
        this.know(message);
        return;
      case 'output':
        this.append(message.text);
        break;
      case 'prompt':
        this.$prompt.set(message.text);
        this.$phase.set('prompt');
        for (const asked of this.waiting.splice(0)) this.client?.send(asked);
        break;
      case 'failed':
        this.$failure.set(message.message);
        this.$phase.set('failed');
        return;
      case 'typing':
        if (this.isTaken) return;
        break;
      case 'completed':
      case 'edit':
      case 'got':
        break;
    }
    this.tell(message);
  }

  /** What panels show. */
  private know(message: Fact): void {
    switch (message.type) {
      case 'steps':
        this.$steps.set(message.steps);
        return;
      case 'changes':
        this.$changes.set(message.changes);
        return;
      case 'advice':
        this.$advice.set(message.advice);
        return;
      case 'playing':
        this.$playing.set(message.isPlaying && !this.isTaken);
        return;
      case 'cluster':
        this.$cluster.set(message.view);
        return;
      case 'traffic':
        this.$traffic.set(message.view);
        return;
      case 'inspected':
        this.$inspected.set(message);
        return;
      case 'browse':
        this.$browsed.set(message);
    }
  }

  private tell(event: LiveEvent): void {
    for (const show of this.screens) show(event);
  }

  private begin(input: string): void {
    const log = this.$log.get();
    this.$log.set([...log, { id: log.length, step: '', input, output: '', exitCode: 0 }]);
  }

  private append(text: string): void {
    this.changeLast((entry) => ({ ...entry, output: (entry.output + text).slice(-longestOutput) }));
  }

  private changeLast(change: (entry: LogEntry) => LogEntry): void {
    const log = this.$log.get();
    const last = log.at(-1);
    if (last) this.$log.set([...log.slice(0, -1), change(last)]);
  }

  private take(): void {
    this.isTaken = true;
    this.$playing.set(false);
  }

  private watch(): void {
    this.calm();
    this.calm = this.options.after(stuckMs, () => {
      // The line that never ends is not run again.
      this.$pending.set([]);
      this.restart({ keepLog: true });
    });
  }
}

function logEntry({ line, output, exitCode }: Entry, id: number): LogEntry {
  const text = output.map((chunk) => chunk.text).join('');
  return { id, step: '', input: line.text, output: text.slice(-longestOutput), exitCode };
}
