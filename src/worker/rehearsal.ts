import { isEqual } from '#cluster/api/json.ts';
import type { LogLine } from '#schemas/messages.ts';
import type { Stage } from './stage.ts';

/**
 * The same session once more, which goes the lab's own way in silence, for whoever is about to jump: a session is its
 * log, so that it may take the place of the one that is seen.
 */
export interface Rehearsals {
  /** Begins one, unless it would show nothing new. It goes on step by step, as long as nothing else is asked. */
  begin: (seen: Stage) => void;
  /** The session that has come to this step, or past it; undefined where none has. It goes no further. */
  reach: (seen: Stage, step: string) => Promise<Stage | undefined>;
  drop: () => void;
}

/** `open` makes a session that stands still for ever once it is not wanted. */
export function createRehearsals(
  steps: readonly string[],
  open: (isWanted: () => boolean) => Stage,
): Rehearsals {
  let current: Rehearsal | undefined;
  return {
    begin: (seen) => {
      const isKnown = seen.timeline.checkpoint(steps.slice(0, -1)) !== undefined;
      if (isKnown || seen.timeline.isRunning() || current?.isOf(seen)) return;
      const log = linesOf(seen);
      const stage = open(() => current?.stage === stage);
      current = new Rehearsal(stage, steps, log);
    },
    reach: async (seen, step) => {
      const isRight = !seen.timeline.isRunning() && current?.isOf(seen);
      return isRight ? current?.reach(step) : undefined;
    },
    drop: () => {
      current = undefined;
    },
  };
}

class Rehearsal {
  readonly stage: Stage;
  private readonly log: readonly LogLine[];
  private readonly steps: readonly string[];
  /** How many steps to go to. */
  private goal: number;
  private isThere = false;
  private readonly over: Promise<void>;

  constructor(stage: Stage, steps: readonly string[], log: readonly LogLine[]) {
    this.stage = stage;
    this.steps = steps;
    this.log = log;
    this.goal = steps.length;
    // Offline a module may be missing: whoever jumps then goes the long way, and is told.
    this.over = this.go().catch(() => undefined);
  }

  isOf(seen: Stage): boolean {
    return isEqual(this.log, linesOf(seen));
  }

  async reach(step: string): Promise<Stage | undefined> {
    this.goal = this.steps.indexOf(step) + 1;
    await this.over;
    return this.isThere ? this.stage : undefined;
  }

  private async go(): Promise<void> {
    const { timeline, route } = this.stage;
    await timeline.goTo(this.log);
    for (const [at, step] of this.steps.entries()) {
      if (at >= this.goal) break;
      await route.jumpTo(step);
    }
    this.isThere = true;
  }
}

function linesOf({ timeline }: Stage): readonly LogLine[] {
  return timeline.entries().map(({ line }) => line);
}
