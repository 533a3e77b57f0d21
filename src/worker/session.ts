import { runToEnd } from '#cluster/clock/pump.ts';
import type { Cluster } from '#cluster/cluster.ts';
import type { FromWorker, LogLine, SessionSetup, ToWorker, TypedLater } from '#schemas/messages.ts';
import type { Run, Shell } from '#shell/shell.ts';
import { watchCluster } from './cluster-view.ts';
import type { Laptop } from './laptop.ts';
import { createMachine } from './machine.ts';
import { startPace, type Host, type Pace } from './pace.ts';

export interface Session {
  receive: (message: ToWorker) => void;
  stop: () => void;
}

type Start = Extract<ToWorker, { type: 'start' }>;

/** A session on the worker's side: it begins with `start`, and answers by `post`. */
export function createSession(host: Host, post: (message: FromWorker) => void): Session {
  let live: Live | undefined;
  const fail = (error: unknown): void => {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  };
  return {
    receive: (message) => {
      if (message.type !== 'start') {
        live?.receive(message);
        return;
      }
      try {
        live?.stop();
        live = new Live(message, host, post);
        live.begin(message.log).catch(fail);
      } catch (error) {
        fail(error);
      }
    },
    stop: () => live?.stop(),
  };
}

const replayLimitMs = 600_000;

class Live {
  private readonly host: Host;
  private readonly post: (message: FromWorker) => void;
  private readonly setup: SessionSetup;
  private readonly cluster: Cluster;
  private readonly laptop: Laptop;
  private readonly shell: Shell;
  private columns: number;
  private run: { run: Run; began: number } | undefined;
  private pace: Pace | undefined;
  private stopWatching = (): void => undefined;
  private isReplaying = false;
  private editing: { path: string; done: () => void } | undefined;

  constructor({ setup, columns }: Start, host: Host, post: (message: FromWorker) => void) {
    this.host = host;
    this.post = post;
    this.setup = setup;
    this.columns = columns;
    const machine = createMachine({
      setup,
      host,
      edit: (path) => this.edit(path),
      terminal: {
        columns: () => this.columns,
        write: (data) => {
          this.write(typeof data === 'string' ? data : new TextDecoder().decode(data));
          return Promise.resolve();
        },
      },
    });
    this.cluster = machine.cluster;
    this.laptop = machine.laptop;
    this.shell = machine.shell;
  }

  /** Runs the lines of a former session unseen, then hands the keyboard over. */
  async begin(log: readonly LogLine[]): Promise<void> {
    this.isReplaying = true;
    for (const line of log) await this.replay(line);
    this.isReplaying = false;
    this.pace = startPace(this.cluster.clock, this.host);
    this.stopWatching = watchCluster(this.cluster, this.host, (view) =>
      this.post({ type: 'cluster', view }),
    );
    this.prompt();
  }

  stop(): void {
    this.pace?.stop();
    this.stopWatching();
    this.run?.run.interrupt();
  }

  receive(message: Exclude<ToWorker, Start>): void {
    switch (message.type) {
      case 'run':
        void this.runText(message.text);
        return;
      case 'input':
      case 'end-of-input':
      case 'interrupt':
        this.press(message);
        return;
      case 'complete':
        void this.complete(message);
        return;
      case 'resize':
        this.columns = message.columns;
        return;
      case 'speed':
        this.pace?.setSpeed(message.speed);
        return;
      case 'edited':
        this.edited(message.text);
    }
  }

  /** The lines of a text run one after the other; Ctrl-C stops the rest. */
  private async runText(text: string): Promise<void> {
    if (this.run) return;
    const at = this.cluster.clock.now() - this.setup.start;
    this.post({ type: 'started', line: { at, text, typed: [] } });
    await this.runLines(text);
    this.prompt();
  }

  private async runLines(text: string): Promise<void> {
    for (const line of text.split('\n')) {
      const run = this.shell.run(line);
      if ('needsMore' in run) continue;
      this.run = { run, began: this.cluster.clock.now() };
      const status = await run.done;
      this.run = undefined;
      if (status === 130) return;
    }
  }

  private async replay({ at, text, typed }: LogLine): Promise<void> {
    const { clock } = this.cluster;
    const start = this.setup.start + at;
    await runToEnd(clock, clock.sleep(Math.max(0, start - clock.now())), this.host);
    for (const { after, key } of typed) {
      clock.at(start + after, () => {
        clock.wake();
        this.send(key);
      });
    }
    const isOver = await runToEnd(clock, this.runLines(text), {
      turn: this.host.turn,
      limitMs: replayLimitMs,
    });
    if (!isOver) this.run?.run.interrupt();
  }

  private press(key: TypedLater['key']): void {
    if (this.run) {
      const after = this.cluster.clock.now() - this.run.began;
      this.post({ type: 'typed', later: { after, key } });
      this.send(key);
      return;
    }
    if (key.type === 'input') return;
    if (key.type === 'interrupt') {
      this.shell.cancel();
      this.prompt();
      return;
    }
    void this.shell.end().then(() => this.prompt());
  }

  private send(key: TypedLater['key']): void {
    if (key.type === 'input') this.run?.run.stdin.write(key.text);
    else if (key.type === 'end-of-input') this.run?.run.stdin.end();
    else {
      this.edited(undefined);
      this.run?.run.interrupt();
    }
  }

  private prompt(): void {
    const news = this.shell.news();
    if (news) this.write(news);
    const text = this.shell.prompt();
    this.post({ type: 'prompt', text, exitCode: this.shell.status() });
  }

  private write(text: string): void {
    if (!this.isReplaying) this.post({ type: 'output', text });
  }

  private async complete({
    id,
    text,
    cursor,
  }: Extract<ToWorker, { type: 'complete' }>): Promise<void> {
    const { start, words } = await this.shell.complete(text, cursor);
    this.post({ type: 'completed', id, start, words });
  }

  /** Opens a file in the page's editor, and waits for it to be closed. */
  private edit(path: string): Promise<void> {
    const { files } = this.laptop;
    const text = files.stat(path) ? files.readText(path) : '';
    this.post({ type: 'edit', path, text });
    return new Promise((resolve) => {
      this.editing = { path, done: resolve };
    });
  }

  private edited(text: string | undefined): void {
    if (!this.editing) return;
    const { path, done } = this.editing;
    this.editing = undefined;
    if (text !== undefined) this.laptop.files.write(path, text);
    this.cluster.clock.wake();
    done();
  }
}
