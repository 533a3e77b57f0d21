import { atom, computed } from 'nanostores';
import type { LabPosition, LabReplay } from '#schemas/lab-replay.ts';
import type { PlayerSettings, PlayerView, ReplaySession, ScreenEvent } from './lab-session.ts';
import type { PlayerClock } from './player-clock.ts';
import {
  advance,
  cursorOf,
  delayAt,
  finishCommand,
  parseScript,
  positionOf,
  renderLog,
  renderScreen,
  waitsAt,
  type Moment,
  type Script,
} from './player-script.ts';

export interface ReplayOptions {
  clock: PlayerClock;
  /** Where a former visit stopped. */
  position?: LabPosition | undefined;
  settings?: Partial<PlayerSettings> | undefined;
  /** Called when a command is over and when the learner goes elsewhere. */
  onPosition?: ((position: LabPosition) => void) | undefined;
}

/** Replays a transcript: commands typed as by hand, outputs at their pace. It stops after each step. */
export function startReplay(lab: LabReplay, options: ReplayOptions): ReplaySession {
  const replay = new Replay(parseScript(lab), options);
  return {
    $player: replay.$player,
    $log: computed(replay.$cursor, (cursor) => renderLog(replay.script, cursor)),
    attach: (show) => replay.attach(show),
    play: () => replay.play(),
    pause: () => replay.pause(),
    next: () => replay.next(),
    previous: () => replay.previous(),
    jumpTo: (position) => replay.goTo(cursorOf(replay.script, position)),
    // A replay is anywhere at once.
    expectJump: () => undefined,
    run: (position) => replay.run(cursorOf(replay.script, position)),
    change: (settings) => replay.change(settings),
    stop: () => replay.pause(),
  };
}

/** `command` stops after the current command, `step` after the current step. */
type Playing = false | 'command' | 'step';

class Replay {
  readonly script: Script;
  readonly $player;
  readonly $cursor;
  private readonly options: ReplayOptions;
  private readonly screens = new Set<(event: ScreenEvent) => void>();
  private settings: PlayerSettings;
  private moment: Moment;
  private playing: Playing = false;
  private timer: { cancel: () => void; end: number; speed: number } | undefined;
  /** What a pause left of the current delay, at speed 1. */
  private leftMs: number | undefined;

  constructor(script: Script, options: ReplayOptions) {
    this.script = script;
    this.options = options;
    this.settings = { speed: 1, skipWaits: true, reducedMotion: false, ...options.settings };
    const cursor = options.position ? cursorOf(script, options.position) : 0;
    this.moment = { cursor, phase: 'ready', shown: 0 };
    this.$player = atom(this.view());
    this.$cursor = atom(cursor);
  }

  attach(show: (event: ScreenEvent) => void): () => void {
    this.screens.add(show);
    show({ type: 'clear' });
    for (const event of renderScreen(this.script, this.moment)) show(event);
    return () => this.screens.delete(show);
  }

  play(): void {
    if (this.moment.cursor >= this.script.cues.length) this.goTo(0);
    this.start('step');
  }

  pause(): void {
    this.leftMs = this.stopTimer() ?? this.leftMs;
    this.playing = false;
    this.publish();
  }

  next(): void {
    const wasPlaying = this.playing;
    this.stopTimer();
    if (this.moment.phase !== 'ready') this.show(finishCommand(this.script, this.moment));
    this.leftMs = 0;
    this.start(wasPlaying || 'command');
  }

  previous(): void {
    const { cursor, phase } = this.moment;
    this.goTo(phase === 'ready' ? Math.max(0, cursor - 1) : cursor);
  }

  run(cursor: number): void {
    if (cursor !== this.moment.cursor || this.moment.phase !== 'ready') this.goTo(cursor);
    this.leftMs = 0;
    this.start('command');
  }

  /** Paused at this command, everything before it on the screen. */
  goTo(cursor: number): void {
    this.stopTimer();
    this.leftMs = undefined;
    this.playing = false;
    this.moment = { cursor, phase: 'ready', shown: 0 };
    for (const show of this.screens) {
      show({ type: 'clear' });
      for (const event of renderScreen(this.script, this.moment)) show(event);
    }
    this.publish();
  }

  change(settings: Partial<PlayerSettings>): void {
    const waits = settings.skipWaits !== undefined || settings.reducedMotion !== undefined;
    const left = this.stopTimer() ?? this.leftMs;
    this.settings = { ...this.settings, ...settings };
    const whole = delayAt(this.script, this.moment, this.settings);
    this.leftMs = left !== undefined && waits ? Math.min(left, whole) : left;
    if (this.playing) this.schedule();
    this.publish();
  }

  private start(playing: Playing): void {
    this.leftMs = this.stopTimer() ?? this.leftMs;
    this.playing = this.moment.cursor < this.script.cues.length && playing;
    // A learner who has just pressed the key does not wait for the pause between two commands.
    if (this.moment.phase === 'ready') this.leftMs = 0;
    if (this.playing) this.schedule();
    this.publish();
  }

  private schedule(): void {
    this.stopTimer();
    const delay = this.leftMs ?? delayAt(this.script, this.moment, this.settings);
    this.leftMs = undefined;
    const { clock } = this.options;
    const { speed } = this.settings;
    const cancel = clock.after(delay / speed, () => this.tick());
    this.timer = { cancel, end: clock.now() + delay / speed, speed };
  }

  /** Stops the clock; returns the time that was left, at speed 1. */
  private stopTimer(): number | undefined {
    if (!this.timer) return undefined;
    const { cancel, end, speed } = this.timer;
    this.timer = undefined;
    cancel();
    return Math.max(0, end - this.options.clock.now()) * speed;
  }

  private tick(): void {
    this.timer = undefined;
    const before = this.moment.cursor;
    this.show(advance(this.script, this.moment, this.settings));
    if (this.moment.cursor !== before && this.isAtStop()) this.playing = false;
    if (this.playing) this.schedule();
    this.publish();
  }

  private isAtStop(): boolean {
    const next = this.script.cues[this.moment.cursor];
    const last = this.script.cues[this.moment.cursor - 1];
    return !next || this.playing === 'command' || next.step !== last?.step;
  }

  private show({ moment, events }: { moment: Moment; events: ScreenEvent[] }): void {
    this.moment = moment;
    for (const event of events) for (const show of this.screens) show(event);
  }

  private publish(): void {
    const view = this.view();
    const before = this.$player.get();
    const sameCursor = view.done === this.$cursor.get();
    if (!sameCursor || !isSameView(view, before)) this.$player.set(view);
    if (sameCursor) return;
    this.$cursor.set(view.done);
    this.options.onPosition?.(view.position);
  }

  private view(): PlayerView {
    const { cues, steps } = this.script;
    const { cursor, phase } = this.moment;
    return {
      ...this.settings,
      ...waitsAt(this.script, this.moment, this.settings),
      phase: cursor >= cues.length ? 'finished' : phase,
      playing: this.playing !== false,
      position: positionOf(this.script, cursor),
      input: cues[cursor]?.command.input ?? '',
      step: cues[cursor]?.step ?? Math.max(0, steps.length - 1),
      done: cursor,
      total: cues.length,
    };
  }
}

function isSameView(one: PlayerView, other: PlayerView): boolean {
  const keys = Object.keys(one) as (keyof PlayerView)[];
  return keys.every((key) => key === 'position' || one[key] === other[key]);
}
