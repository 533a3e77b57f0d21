import { isEqual } from '#cluster/api/json.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type {
  Chunk,
  Entry,
  LogLine,
  SessionSetup,
  StepsView,
  TypedLater,
} from '#schemas/messages.ts';
import { createMachine, type Machine } from './machine.ts';
import type { Host } from './pace.ts';
import type { Run } from '#shell/shell.ts';
import { watchSteps, type StepWatch } from './steps.ts';
import { lastSaid, withChunk } from './said.ts';

export interface TimelineOptions {
  setup: SessionSetup;
  host: Pick<Host, 'turn'>;
  columns: () => number;
  /** Opens a file in the page's editor; the key `edited` closes it. */
  edit: (path: string, text: string) => void;
  /** A program opens an address in the browser. */
  browse?: (url: string) => void;
  /** What the machine writes, as it comes. */
  show: (text: string) => void;
  /** Where the learner is in the lab, when it changes. */
  tell: (progress: Omit<StepsView, 'next'>) => void;
  /** Whether anybody is told: not while a session goes elsewhere. */
  isHeard?: () => boolean;
}

/** A line to be run: without a time, as soon as it is given. */
export interface Given extends Partial<LogLine> {
  text: string;
}

/** A session as the list of what was run. The machine follows from the list: it can go to any other one. */
export interface Timeline {
  readonly machine: () => Machine;
  readonly steps: () => StepWatch;
  readonly entries: () => readonly Entry[];
  /** Milliseconds of virtual time since the session's start. */
  readonly time: () => number;
  /** Runs a line; whoever moves the clock decides how fast. Tells its line when it begins. */
  run: (given: Given, started: (line: LogLine) => void) => Promise<Entry>;
  /** A key for the line that runs; undefined when none does. */
  press: (key: TypedLater['key']) => TypedLater | undefined;
  isRunning: () => boolean;
  /** Takes the first line that was typed while others ran, and that no program has read. */
  takeAhead: () => string | undefined;
  /** How many entries there were when these steps were all done for the first time; undefined when they never were. */
  checkpoint: (steps: readonly string[]) => number | undefined;
  /** Goes on by this line where it has been run before, from here: at once, by what was kept. False where it has not. */
  recall: (line: LogLine) => boolean;
  /** Makes the session be this log, at once. */
  goTo: (log: readonly LogLine[]) => Promise<void>;
}

/** Virtual time after which a line of a former session that never ends is interrupted. */
const replayLimitMs = 600_000;
const mostKept = 64;
/** Turns that an interrupted line has to end. */
const mercyTurns = 200;

export function createTimeline(options: TimelineOptions): Timeline {
  return new Recorded(options);
}

interface Mark {
  /** How to go back there, where it could be kept. */
  readonly restore: Restore | undefined;
  /** Steps that were done. */
  readonly done: readonly string[];
}

interface Current {
  line: LogLine;
  began: number;
  output: readonly Chunk[];
  run: Run | undefined;
  done: Promise<unknown>;
}

class Recorded implements Timeline {
  private readonly options: TimelineOptions;
  private live: { machine: Machine; steps: StepWatch };
  private log: readonly Entry[] = [];
  /** How it was before the first entry, and after each. */
  private marks: readonly Mark[] = [];
  /** The longest way that was gone on this machine, of which `log` may be a part. */
  private beyond: { log: readonly Entry[]; marks: readonly Mark[] } = { log: [], marks: [] };
  /** Back on a way that was gone before, the last entry knows what jobs say until then. */
  private knownUntil = -1;
  private current: Current | undefined;
  private ahead: readonly string[] = [];
  private editing: { path: string; done: () => void } | undefined;

  constructor(options: TimelineOptions) {
    this.options = options;
    this.live = this.begin();
  }

  machine = (): Machine => this.live.machine;
  steps = (): StepWatch => this.live.steps;
  entries = (): readonly Entry[] => this.log;
  time = (): number => this.live.machine.cluster.clock.now() - this.options.setup.start;
  isRunning = (): boolean => this.current !== undefined;

  async run(given: Given, started: (line: LogLine) => void): Promise<Entry> {
    const { clock } = this.live.machine.cluster;
    await settle(clock);
    const began = clock.now();
    const line: LogLine = { at: began - this.options.setup.start, typed: [], ...given };
    const current: Current = { line, began, output: [], run: undefined, done: Promise.resolve() };
    this.current = current;
    started(line);
    for (const { after, key } of line.typed) {
      clock.at(began + after, () => {
        clock.wake();
        this.send(key);
      });
    }
    const work = this.runLines(current);
    current.done = work;
    const exitCode = await work;
    return this.end(current, exitCode);
  }

  takeAhead(): string | undefined {
    const [first, ...rest] = this.ahead;
    this.ahead = rest;
    return first?.replace(/\n$/, '');
  }

  checkpoint(steps: readonly string[]): number | undefined {
    const at = this.marks.findIndex(({ done }) => steps.every((step) => done.includes(step)));
    return at < 0 ? undefined : at;
  }

  press(key: TypedLater['key']): TypedLater | undefined {
    const { current } = this;
    if (!current?.run) return undefined;
    const later = { after: this.live.machine.cluster.clock.now() - current.began, key };
    current.line = { ...current.line, typed: [...current.line.typed, later] };
    this.send(key);
    return later;
  }

  async goTo(log: readonly LogLine[]): Promise<void> {
    const isStill = await this.stop();
    this.goBack(commonLength(this.log, log), isStill);
    for (const line of log.slice(this.log.length)) {
      if (!this.recall(line)) await this.replay(line);
    }
    // What was run of it is in the log.
    this.ahead = [];
  }

  recall(line: LogLine): boolean {
    const { log, marks } = this.beyond;
    const at = this.log.length;
    const entry = log[at];
    const mark = marks[at + 1];
    const isOnTheWay = this.current === undefined && (at === 0 || log[at - 1] === this.log[at - 1]);
    if (!entry || !mark?.restore || !isOnTheWay || !isEqual(entry.line, line)) return false;
    mark.restore();
    this.log = log.slice(0, at + 1);
    this.knownUntil = lastSaid(entry);
    this.marks = marks.slice(0, at + 2);
    return true;
  }

  /** The lines of a text run one after the other; Ctrl-C stops the rest. */
  private async runLines(current: Current): Promise<number> {
    const { shell } = this.live.machine;
    for (const text of current.line.text.split('\n')) {
      const run = shell.run(text);
      if ('needsMore' in run) continue;
      current.run = run;
      const status = await run.done;
      current.run = undefined;
      this.ahead = [...run.stdin.takeUnread(), ...this.ahead];
      if (status === 130) break;
    }
    return shell.status();
  }

  private end(current: Current, exitCode: number): Entry {
    const { line, output, began } = current;
    const { machine, steps } = this.live;
    const entry = { line, output, exitCode, lasted: machine.cluster.clock.now() - began };
    if (current !== this.current) return entry;
    this.current = undefined;
    steps.judge();
    this.log = [...this.log, entry];
    this.knownUntil = -1;
    this.marks = thinned([...this.marks, { restore: this.keep(), done: steps.done() }]);
    return entry;
  }

  private async replay(line: LogLine): Promise<void> {
    const { clock } = this.live.machine.cluster;
    const { turn } = this.options.host;
    const start = this.options.setup.start + line.at;
    await runToEnd(clock, clock.sleep(Math.max(0, start - clock.now())), { turn });
    const work = this.run(line, () => undefined);
    const isOver = await runToEnd(clock, work, { turn, limitMs: replayLimitMs });
    if (isOver) return;
    this.press({ type: 'interrupt' });
    await runToEnd(clock, work, { turn, limitMs: replayLimitMs });
  }

  /** Back to the last kept state before this many entries; to a new machine where there is none. */
  private goBack(length: number, isStill: boolean): void {
    const { marks } = this;
    const at = isStill ? marks.findLastIndex(({ restore }, at) => restore && at <= length) : -1;
    const restore = marks[at]?.restore;
    if (restore) {
      restore();
      const last = this.log.length - 1;
      const isPart = last < 0 || this.beyond.log[last] === this.log[last];
      if (!isPart) this.beyond = { log: this.log, marks };
      this.log = this.log.slice(0, at);
      this.knownUntil = lastSaid(this.log.at(-1));
      this.marks = marks.slice(0, at + 1);
    } else this.live = this.begin();
  }

  private begin(): Recorded['live'] {
    const { setup, host, columns, show, tell, browse, isHeard = () => true } = this.options;
    const machine: Machine = createMachine({
      setup,
      host,
      edit: (path) => this.edit(path),
      ...(browse ? { onBrowse: browse } : {}),
      terminal: {
        columns,
        write: (data) => {
          // What an abandoned machine still says is nobody's business.
          if (machine !== this.live.machine) return Promise.resolve();
          const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
          this.note(text);
          show(text);
          return Promise.resolve();
        },
      },
    });
    const steps = watchSteps(machine, setup.steps ?? [], { tell, isThere: isHeard });
    this.live = { machine, steps };
    this.current = undefined;
    this.log = [];
    this.beyond = { log: [], marks: [] };
    this.marks = [{ restore: this.keep(), done: [] }];
    return this.live;
  }

  private note(text: string): void {
    const { current } = this;
    if (!current) {
      this.noteLater(text);
      return;
    }
    const after = this.live.machine.cluster.clock.now() - current.began;
    current.output = withChunk(current.output, { after, text });
  }

  /** What a job says once the line that started it has ended is told with the last line. */
  private noteLater(text: string): void {
    const last = this.log.at(-1);
    if (!last) return;
    const after = this.time() - last.line.at;
    if (after <= this.knownUntil) return;
    this.log = [
      ...this.log.slice(0, -1),
      { ...last, output: withChunk(last.output, { after, text }) },
    ];
  }

  private keep(): Restore | undefined {
    const { machine, steps } = this.live;
    if (!machine.isSaveable()) return undefined;
    const restores = [machine.save(), steps.save()];
    return () => {
      for (const restore of restores) restore();
    };
  }

  /** Interrupts what runs. False when something still does. */
  private async stop(): Promise<boolean> {
    const { machine } = this.live;
    let isOver = this.current === undefined;
    const end = (): void => {
      isOver = true;
    };
    this.current?.done.then(end, end);
    this.current?.run?.interrupt();
    for (let turns = 0; !isOver && turns < mercyTurns; turns += 1) await this.options.host.turn();
    return isOver && machine.isSaveable();
  }

  private send(key: TypedLater['key']): void {
    const run = this.current?.run;
    switch (key.type) {
      case 'input':
        run?.stdin.write(key.text);
        return;
      case 'end-of-input':
        run?.stdin.end();
        return;
      case 'interrupt':
        this.closeEditor();
        // As a terminal does: what was typed before Ctrl-C is gone.
        run?.stdin.takeUnread();
        this.ahead = [];
        run?.interrupt();
        return;
      case 'edited':
        this.closeEditor(key.text);
    }
  }

  private edit(path: string): Promise<void> {
    const { files } = this.live.machine.laptop;
    this.options.edit(path, files.stat(path) ? files.readText(path) : '');
    return new Promise((resolve) => {
      this.editing = { path, done: resolve };
    });
  }

  private closeEditor(text?: string): void {
    if (!this.editing) return;
    const { path, done } = this.editing;
    const { laptop, cluster } = this.live.machine;
    this.editing = undefined;
    if (text !== undefined) laptop.files.write(path, text);
    cluster.clock.wake();
    done();
  }
}

/** A kept state is some hundred kilobytes: of a long session the oldest are let go, but for the start. */
function thinned(marks: readonly Mark[]): readonly Mark[] {
  const kept = marks.filter(({ restore }) => restore);
  const oldest = kept.length > mostKept ? kept[1] : undefined;
  return marks.map((mark) => (mark === oldest ? { ...mark, restore: undefined } : mark));
}

/** A line begins once everything of its millisecond has happened, live as in a replay. */
async function settle(clock: Machine['cluster']['clock']): Promise<void> {
  while ((clock.next() ?? Number.POSITIVE_INFINITY) <= clock.now()) await clock.sleep(0);
}

function commonLength(entries: readonly Entry[], log: readonly LogLine[]): number {
  const different = entries.findIndex(({ line }, at) => !isEqual(line, log[at]));
  return different < 0 ? Math.min(entries.length, log.length) : different;
}
