import { atom, computed } from 'nanostores';
import type { LabPosition } from '#schemas/lab-replay.ts';
import type { LogLine, SessionSetup, StepsView } from '#schemas/messages.ts';
import type { LabSession, PlayerSettings, PlayerView } from './lab-session.ts';
import {
  startLiveSession,
  type LivePhase,
  type LiveOptions,
  type LiveSession,
} from './live-session.ts';

/** A lab that runs on the engine: the replay's buttons, and the session that they drive. */
export interface LiveLab extends LabSession {
  readonly live: LiveSession;
  readonly setup: SessionSetup;
  /** Takes back the last command, and what it did. */
  undo: () => void;
  /** Begins the lab anew. */
  reset: () => void;
  /** Makes the session be this log: a file's, a link's. */
  open: (log: readonly LogLine[]) => void;
}

export interface LiveLabOptions extends LiveOptions {
  settings?: Partial<PlayerSettings>;
  /** Told of the whole session each time it changes. */
  onLines?: (lines: readonly LogLine[]) => void;
  /** Told where the learner is. */
  onPosition?: (position: LabPosition) => void;
}

/** A command of the lab, where it stands. */
interface Cue extends LabPosition {
  text: string;
  stepIndex: number;
}

/** With `skipWaits`, what runs goes so many times faster. */
const skipRate = 20;
/** Without typing nor waiting: as fast as the page can. */
const atOnce = 1000;

export function startLiveLab(options: LiveLabOptions): LiveLab {
  const { setup } = options;
  const live = startLiveSession(options);
  const cues = cuesOf(setup);
  const $settings = atom<PlayerSettings>({
    speed: 1,
    skipWaits: true,
    reducedMotion: false,
    ...options.settings,
  });
  const $player = computed(
    [$settings, live.$steps, live.$phase, live.$playing],
    (settings, steps, phase, playing) => playerView(cues, { settings, steps, phase, playing }),
  );
  live.$lines.listen((lines) => options.onLines?.(lines));
  tellPosition({ $player, live }, options.onPosition);

  const playUntil = (until: 'command' | 'step'): void =>
    live.send({ type: 'play', until, ...ratesOf($settings.get()) });
  const undo = (): void => {
    const { length } = live.$entries.get();
    const lines = live.$phase.get() === 'running' ? length : length - 1;
    live.send({ type: 'back', lines: Math.max(0, lines) });
  };
  const reset = (): void => live.send({ type: 'back', lines: 0 });
  return {
    live,
    setup,
    $player,
    $log: live.$log,
    play: () => {
      if ($player.get().phase === 'finished') reset();
      else playUntil('step');
    },
    pause: () => live.send({ type: 'pause' }),
    next: () => {
      if (live.$playing.get() || live.$phase.get() === 'running') live.send({ type: 'hurry' });
      else playUntil('command');
    },
    previous: undo,
    jumpTo: ({ step }) => live.send({ type: 'jump', step }),
    expectJump: () => live.send({ type: 'rehearse' }),
    run: ({ step, command }) => {
      const at = cues.findIndex((cue) => cue.step === step && cue.command === command);
      const cue = cues[at];
      if (cue) live.send({ type: 'run', text: cue.text, command: at });
    },
    change: (changed) => {
      $settings.set({ ...$settings.get(), ...changed });
      if (live.$playing.get()) playUntil('step');
    },
    stop: () => live.stop(),
    undo,
    reset,
    open: (log) => live.open(log),
  };
}

function tellPosition(
  { $player, live }: Pick<LiveLab, '$player' | 'live'>,
  tell: LiveLabOptions['onPosition'],
): void {
  let told = '';
  $player.listen(({ position }) => {
    const text = `${position.step}/${position.command}`;
    if (text !== told && live.$steps.get()) tell?.(position);
    told = text;
  });
}

function ratesOf({ speed, skipWaits, reducedMotion }: PlayerSettings) {
  if (reducedMotion) return { typing: atOnce, running: atOnce };
  return { typing: speed, running: skipWaits ? speed * skipRate : speed };
}

function cuesOf({ steps = [] }: SessionSetup): readonly Cue[] {
  return steps.flatMap(({ id, commands }, stepIndex) =>
    commands.map((text, command) => ({ step: id, command, text, stepIndex })),
  );
}

interface Parts {
  settings: PlayerSettings;
  steps: StepsView | undefined;
  phase: LivePhase;
  playing: boolean;
}

function playerView(cues: readonly Cue[], { settings, steps, phase, playing }: Parts): PlayerView {
  const done = steps?.next ?? 0;
  const last = cues.at(-1);
  const cue = cues[done];
  return {
    ...settings,
    phase: playerPhase(done >= cues.length, phase, playing),
    playing,
    position: cue ?? { step: last?.step ?? '', command: (last?.command ?? -1) + 1 },
    input: cue?.text ?? '',
    step: (cue ?? last)?.stepIndex ?? 0,
    done,
    total: cues.length,
    waitMs: 0,
    skippedMs: 0,
  };
}

function playerPhase(isOver: boolean, phase: LivePhase, playing: boolean): PlayerView['phase'] {
  if (phase === 'running') return 'running';
  if (playing) return 'typing';
  return isOver ? 'finished' : 'ready';
}
