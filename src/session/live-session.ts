import { atom, type ReadableAtom } from 'nanostores';
import type {
  ClusterView,
  FromWorker,
  LogLine,
  SessionSetup,
  ToWorker,
} from '#schemas/messages.ts';
import type { LogEntry } from './lab-session.ts';
import type { WorkerClient } from './worker-client.ts';

export type LivePhase = 'starting' | 'prompt' | 'running' | 'failed';

/** What a screen is told, in order. `cleared`: a new worker begins. */
type LiveEvent =
  | { type: 'cleared' }
  | Extract<
      FromWorker,
      | { type: 'prompt' }
      | { type: 'started' }
      | { type: 'output' }
      | { type: 'completed' }
      | { type: 'edit' }
    >;

/** A session on a simulated cluster, seen from the page. */
export interface LiveSession {
  readonly $phase: ReadableAtom<LivePhase>;
  /** The commands so far, the running one included, with all they printed. */
  readonly $log: ReadableAtom<readonly LogEntry[]>;
  readonly $cluster: ReadableAtom<ClusterView | undefined>;
  readonly $failure: ReadableAtom<string>;
  /** The last prompt, undefined before the first. */
  readonly $prompt: ReadableAtom<string | undefined>;
  /** Tells a screen what comes. */
  listen: (show: (event: LiveEvent) => void) => () => void;
  send: (message: Exclude<ToWorker, { type: 'start' }>) => void;
  /** A new worker: from nothing, or with the same lines run again. */
  restart: (options?: { keepLog: boolean }) => void;
  stop: () => void;
}

export interface LiveOptions {
  setup: SessionSetup;
  columns: () => number;
  start: () => WorkerClient;
  /** Calls back after that many milliseconds; returns how not to. */
  after: (ms: number, then: () => void) => () => void;
}

/** A worker that says nothing for so long after Ctrl-C is stuck: it is ended, and its lines run again in a new one. */
const stuckMs = 3_000;
const longestOutput = 1_000_000;

export function startLiveSession(options: LiveOptions): LiveSession {
  const session = new Live(options);
  session.begin([]);
  return session;
}

class Live implements LiveSession {
  readonly $phase = atom<LivePhase>('starting');
  readonly $log = atom<readonly LogEntry[]>([]);
  readonly $cluster = atom<ClusterView | undefined>();
  readonly $failure = atom('');
  readonly $prompt = atom<string | undefined>();
  private readonly options: LiveOptions;
  private readonly screens = new Set<(event: LiveEvent) => void>();
  private lines: readonly LogLine[] = [];
  private client: WorkerClient | undefined;
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
    this.client?.send(message);
  }

  restart({ keepLog } = { keepLog: false }): void {
    this.client?.stop();
    this.begin(keepLog ? this.lines : []);
  }

  stop(): void {
    this.calm();
    this.client?.stop();
    this.client = undefined;
  }

  begin(log: readonly LogLine[]): void {
    this.calm();
    this.lines = log;
    if (log.length === 0) this.$log.set([]);
    this.$phase.set('starting');
    this.$failure.set('');
    for (const show of this.screens) show({ type: 'cleared' });
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
      case 'started':
        this.lines = [...this.lines, message.line];
        this.$phase.set('running');
        this.open(message.line.text);
        break;
      case 'typed':
        this.lines = this.lines.map((line, at) =>
          at === this.lines.length - 1 ? { ...line, typed: [...line.typed, message.later] } : line,
        );
        return;
      case 'output':
        this.append(message.text);
        break;
      case 'prompt':
        if (this.$phase.get() === 'running') this.close(message.exitCode);
        this.$prompt.set(message.text);
        this.$phase.set('prompt');
        break;
      case 'cluster':
        this.$cluster.set(message.view);
        return;
      case 'failed':
        this.$failure.set(message.message);
        this.$phase.set('failed');
        return;
      case 'completed':
      case 'edit':
        break;
    }
    for (const show of this.screens) show(message);
  }

  private open(input: string): void {
    const log = this.$log.get();
    this.$log.set([...log, { id: log.length, step: '', input, output: '', exitCode: 0 }]);
  }

  private append(text: string): void {
    this.changeLast((entry) => ({ ...entry, output: (entry.output + text).slice(-longestOutput) }));
  }

  private close(exitCode: number): void {
    this.changeLast((entry) => ({ ...entry, exitCode }));
  }

  private changeLast(change: (entry: LogEntry) => LogEntry): void {
    const log = this.$log.get();
    const last = log.at(-1);
    if (last) this.$log.set([...log.slice(0, -1), change(last)]);
  }

  private watch(): void {
    this.calm();
    this.calm = this.options.after(stuckMs, () => {
      // The line that never ends is not run again.
      this.lines = this.lines.slice(0, -1);
      this.restart({ keepLog: true });
    });
  }
}
