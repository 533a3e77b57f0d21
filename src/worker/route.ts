import { runToEnd } from '#cluster/clock/pump.ts';
import type { LiveStep } from '#schemas/live-lab.ts';
import type { Host } from './pace.ts';
import { betweenMs, cuesOf, nextCue, strokesOf, type Cue } from './player.ts';
import type { Timeline } from './timeline.ts';

/** The way through a lab: its commands, and where a session is among them. */
export interface Route {
  readonly cues: readonly Cue[];
  /** The number of the command that comes next. */
  next: () => number;
  /** Types and runs a command as the player does, at once. */
  feed: (command: number) => Promise<void>;
  /** Lets time pass until these steps are done; false when they are not in time. */
  reach: (steps: readonly string[]) => Promise<boolean>;
  /** To the beginning of a step: back to it, or by the lab's commands. */
  jumpTo: (step: string) => Promise<void>;
}

/** Virtual time after which a command of the lab that never ends is a fault of the lab. */
const feedLimitMs = 3_600_000;
/** What a step's last command set off may take as long. */
const graceMs = 15_000;

export function createRoute(
  timeline: Timeline,
  steps: readonly LiveStep[],
  { turn }: Pick<Host, 'turn'>,
): Route {
  const cues = cuesOf(steps);

  const next = (): number => {
    const done = timeline.steps().done();
    const unmet = steps.findIndex(({ id }) => !done.includes(id));
    return nextCue(cues, timeline.entries(), unmet < 0 ? steps.length : unmet);
  };

  const feed = async (command: number): Promise<void> => {
    const { clock } = timeline.machine().cluster;
    const text = cues[command]?.text ?? '';
    const pause = timeline.entries().length === 0 ? 0 : betweenMs;
    const delay = pause + strokesOf(text).enter;
    const at = timeline.time() + delay;
    if (timeline.recall({ at, text, typed: [], command })) return;
    const work = clock.sleep(delay).then(() => timeline.run({ text, command }, () => undefined));
    const isOver = await runToEnd(clock, work, { turn, limitMs: feedLimitMs });
    if (!isOver) throw new Error(`« ${text} » ne finit pas`);
  };

  const feedTo = async (step: number): Promise<void> => {
    for (;;) {
      const command = next();
      const cue = cues[command];
      if (!cue || cue.step >= step) return;
      await feed(command);
    }
  };

  const reach = async (ids: readonly string[]): Promise<boolean> => {
    const { clock } = timeline.machine().cluster;
    const isThere = (): boolean => ids.every((id) => timeline.steps().done().includes(id));
    const end = clock.now() + graceMs;
    while (!isThere() && clock.now() < end) await runToEnd(clock, clock.sleep(100), { turn });
    return isThere();
  };

  const jumpTo = async (id: string): Promise<void> => {
    const index = steps.findIndex((step) => step.id === id);
    if (index < 0) return;
    const before = steps.slice(0, index).map((step) => step.id);
    const log = timeline.entries().map(({ line }) => line);
    const checkpoint = timeline.checkpoint(before);
    if (checkpoint !== undefined) {
      // What the player showed after the step was done belongs to it.
      const end = log.findIndex(({ command = cues.length }, at) => {
        return at >= checkpoint && (cues[command]?.step ?? index) >= index;
      });
      await timeline.goTo(end < 0 ? log : log.slice(0, end));
      return;
    }
    await timeline.goTo(log);
    await feedTo(index);
    if (await reach(before)) return;
    // What the learner did leads elsewhere: the lab's own way, from nothing.
    await timeline.goTo([]);
    await feedTo(index);
    await reach(before);
  };

  return { cues, next, feed, reach, jumpTo };
}
