import type {
  FromWorker,
  LogLine,
  Play,
  SessionSetup,
  StepsView,
  ToWorker,
  TypedLater,
} from '#schemas/messages.ts';
import { startPace, type Host, type Pace } from './pace.ts';
import { openPanels, type Panels } from './panels.ts';
import { betweenMs, strokesOf } from './player.ts';
import { answerTo } from './questions.ts';
import { createRehearsals, type Rehearsals } from './rehearsal.ts';
import { openStage, type Stage } from './stage.ts';
import type { Given } from './timeline.ts';

export type Start = Extract<ToWorker, { type: 'start' }>;

/** As fast as the host can. */
const hurry = 1000;
/** A player that goes so fast does not show its keys one by one. */
const blur = 100;

/** A session that has begun. */
export class Live {
  private readonly host: Host;
  private readonly post: (message: FromWorker) => void;
  private readonly setup: SessionSetup;
  private stage: Stage;
  private readonly rehearsals: Rehearsals;
  private columns: number;
  private pace: Pace | undefined;
  private speed = 1;
  private isHurried = false;
  private playing: { play: Play; abort: AbortController } | undefined;
  /** Going elsewhere at once: nothing else is heard meanwhile. */
  private isMoving = false;
  private progress: Omit<StepsView, 'next'> | undefined;
  private panels: Panels | undefined;

  constructor({ setup, columns }: Start, host: Host, post: (message: FromWorker) => void) {
    this.host = host;
    this.post = post;
    this.setup = setup;
    this.columns = columns;
    this.stage = this.openStage();
    this.rehearsals = createRehearsals(
      (setup.steps ?? []).map(({ id }) => id),
      (isRehearsed) => this.openStage(isRehearsed),
    );
  }

  private openStage(isRehearsed = () => false): Stage {
    const stage: Stage = openStage({
      setup: this.setup,
      host: this.host,
      columns: () => this.columns,
      isSeen: () => stage === this.stage && !this.isMoving,
      isWanted: () => stage === this.stage || isRehearsed(),
      post: this.post,
      tell: (progress) => {
        if (stage !== this.stage) return;
        this.progress = progress;
        if (!this.isMoving) this.tellSteps();
      },
    });
    return stage;
  }

  private get timeline(): Stage['timeline'] {
    return this.stage.timeline;
  }

  private get route(): Stage['route'] {
    return this.stage.route;
  }

  /** Runs the lines of a former session at once, then hands the keyboard over: whose session is new has it already. */
  async begin(log: readonly LogLine[]): Promise<void> {
    if (log.length > 0) await this.move(() => this.timeline.goTo(log));
    else {
      this.progress = this.timeline.steps().look();
      this.open();
    }
  }

  stop(): void {
    this.playing?.abort.abort('SIGTERM');
    this.pace?.stop();
    this.panels?.stop();
    this.rehearsals.drop();
    this.timeline.press({ type: 'interrupt' });
  }

  async receive(message: Exclude<ToWorker, Start>): Promise<void> {
    switch (message.type) {
      case 'resize':
        this.columns = message.columns;
        return;
      case 'speed':
        this.speed = message.speed;
        this.setPace();
        return;
      case 'step':
        this.pace?.skip(message.ms);
        return;
      case 'inspect':
      case 'get':
        this.post(await answerTo(message, this.timeline.machine()));
        return;
      case 'rehearse':
        if (!this.isMoving) this.rehearsals.begin(this.stage);
        return;
      case 'hurry':
        this.isHurried = true;
        this.setPace();
        return;
      case 'pause':
        this.pause();
        return;
      case 'input':
      case 'end-of-input':
      case 'interrupt':
      case 'edited':
        this.press(message);
        return;
      case 'run':
      case 'play':
      case 'back':
      case 'go':
      case 'jump':
      case 'complete':
        if (!this.isMoving) await this.obey(message);
    }
  }

  private async obey(
    message: Extract<ToWorker, { type: 'run' | 'play' | 'back' | 'go' | 'jump' | 'complete' }>,
  ): Promise<void> {
    const { timeline } = this;
    switch (message.type) {
      case 'run':
        this.pause();
        // The player has entered a line of its own meanwhile.
        if (timeline.isRunning()) this.press({ type: 'input', text: `${message.text}\n` });
        else await this.runFree(message);
        return;
      case 'play':
        await this.play(message);
        return;
      case 'back': {
        const log = timeline.entries().slice(0, message.lines);
        await this.move(() => timeline.goTo(log.map(({ line }) => line)));
        return;
      }
      case 'go':
        await this.move(() => timeline.goTo(message.log));
        return;
      case 'jump':
        await this.move(() => this.jumpTo(message.step));
        return;
      case 'complete': {
        const { start, words } = await timeline
          .machine()
          .shell.complete(message.text, message.cursor);
        this.post({ type: 'completed', id: message.id, start, words });
      }
    }
  }

  private async jumpTo(step: string): Promise<void> {
    this.stage = (await this.rehearsals.reach(this.stage, step)) ?? this.stage;
    // Not before: what has once stood still never goes on.
    this.rehearsals.drop();
    await this.route.jumpTo(step);
  }

  /** What the learner typed: the command that comes next counts as played. */
  private async runFree({ text, command }: { text: string; command?: number | undefined }) {
    const next = this.route.next();
    const isNext = this.route.cues[next]?.text.trim() === text.trim();
    const played = command ?? (isNext ? next : undefined);
    await this.runLine({ text, ...(played === undefined ? {} : { command: played }) });
  }

  /** Runs a line, then those that were typed meanwhile. */
  private async runLine(given: Given): Promise<void> {
    await this.runOne(given);
    this.isHurried = false;
    this.prompt();
    const ahead = this.timeline.takeAhead();
    if (ahead !== undefined) await this.runFree({ text: ahead });
  }

  private async runOne(given: Given): Promise<void> {
    const { panels } = this;
    // The learner goes another way, or the same one step by step.
    this.rehearsals.drop();
    panels?.begin(given.command !== undefined && given.command === this.route.next());
    const entry = await this.timeline.run(given, (line) => this.post({ type: 'started', line }));
    this.post({ type: 'ended', entry });
    this.tellSteps();
    if (panels === this.panels) panels?.after(entry);
  }

  private async play({ until, typing, running }: Play): Promise<void> {
    const play: Play = { until, typing, running };
    if (this.playing) {
      this.playing.play = play;
      this.setPace();
      return;
    }
    if (this.timeline.isRunning()) return;
    const playing = { play, abort: new AbortController() };
    this.playing = playing;
    this.post({ type: 'playing', isPlaying: true });
    try {
      await this.playOn(playing);
    } finally {
      if (this.playing === playing) this.pause();
    }
  }

  private async playOn(playing: NonNullable<Live['playing']>): Promise<void> {
    const { signal } = playing.abort;
    const { clock } = this.timeline.machine().cluster;
    for (;;) {
      const next = this.route.next();
      const cue = this.route.cues[next];
      if (!cue) return;
      const isTyped = await this.type(cue.text, signal);
      if (!isTyped) return;
      this.setPace();
      await this.runLine({ text: cue.text, command: next });
      const isStepOver = this.route.cues[next + 1]?.step !== cue.step;
      if (signal.aborted || playing.play.until === 'command' || isStepOver) return;
      await clock.sleep(betweenMs, signal).catch(() => undefined);
    }
  }

  /** False when somebody else takes the keyboard meanwhile. */
  private async type(text: string, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.timeline.machine().cluster;
    const { strokes, enter } = strokesOf(text);
    this.setPace();
    const cancels = strokes.map((stroke) =>
      clock.after(stroke.after, () => {
        if (this.rate() < blur) this.post({ type: 'typing', text: stroke.text });
      }),
    );
    const isTyped = await clock.sleep(enter, signal).then(
      () => true,
      () => false,
    );
    for (const cancel of cancels) cancel();
    return isTyped;
  }

  private pause(): void {
    const { playing } = this;
    if (!playing) return;
    this.playing = undefined;
    this.isHurried = false;
    playing.abort.abort('SIGTERM');
    this.setPace();
    this.post({ type: 'playing', isPlaying: false });
  }

  /** Goes elsewhere at instant pace, and shows the whole session anew. */
  private async move(go: () => Promise<void>): Promise<void> {
    this.pause();
    this.pace?.stop();
    this.panels?.stop();
    this.isMoving = true;
    try {
      await go();
      this.progress = this.timeline.steps().look();
    } finally {
      this.isMoving = false;
    }
    this.post({ type: 'restored', entries: this.timeline.entries() });
    this.open();
    const url = this.timeline.machine().browsed();
    if (url !== undefined) this.post({ type: 'browse', url });
    this.prompt();
  }

  /** Time goes on from here, and what stands beside the terminal is told. */
  private open(): void {
    const machine = this.timeline.machine();
    this.pace = startPace(machine.cluster.clock, this.host, this.speed);
    this.panels = openPanels(machine, {
      host: this.host,
      probes: this.setup.steps && (this.setup.probes ?? []),
      isNew: this.timeline.entries().length === 0,
      post: this.post,
    });
    this.tellSteps();
  }

  private tellSteps(): void {
    if (!this.progress || !this.setup.steps) return;
    this.post({ type: 'steps', steps: { ...this.progress, next: this.route.next() } });
  }

  private press(key: TypedLater['key']): void {
    if (this.isMoving) return;
    if (this.timeline.isRunning()) {
      const later = this.timeline.press(key);
      if (later) this.post({ type: 'typed', later });
      return;
    }
    const { shell } = this.timeline.machine();
    if (key.type === 'interrupt') {
      this.pause();
      shell.cancel();
      this.prompt();
    } else if (key.type === 'end-of-input') void shell.end().then(() => this.prompt());
  }

  private prompt(): void {
    const { shell } = this.timeline.machine();
    const news = shell.news();
    if (news) this.post({ type: 'output', text: news });
    this.post({ type: 'prompt', text: shell.prompt(), exitCode: shell.status() });
  }

  private rate(): number {
    if (this.isHurried) return hurry;
    if (!this.playing) return this.speed;
    const { typing, running } = this.playing.play;
    return this.speed * (this.timeline.isRunning() ? running : typing);
  }

  private setPace(): void {
    this.pace?.setSpeed(this.rate());
  }
}
