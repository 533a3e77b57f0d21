import type { LabReplay } from '#schemas/lab-replay.ts';
import type { ReplaySession } from '#session/lab-session.ts';
import { realClock } from '#session/player-clock.ts';
import { startReplay } from '#session/player.ts';
import { labPosition, recordLabPosition } from '#session/progress.ts';

/** The replay of a lab, where the learner left it. */
export function openSession(replay: LabReplay, lab: string): ReplaySession {
  return startReplay(replay, {
    clock: realClock,
    position: labPosition(lab),
    settings: { reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches },
    onPosition: (position) => recordLabPosition(lab, position),
  });
}
