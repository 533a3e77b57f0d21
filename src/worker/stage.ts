import type { FromWorker, SessionSetup, StepsView } from '#schemas/messages.ts';
import type { Host } from './pace.ts';
import { createRoute, type Route } from './route.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** A session, and the lab's way through it. */
export interface Stage {
  readonly timeline: Timeline;
  readonly route: Route;
}

export interface StageOptions {
  setup: SessionSetup;
  host: Host;
  columns: () => number;
  /** Whether what it says is to be shown. */
  isSeen: () => boolean;
  /** Once it is not, the stage stands still for ever. */
  isWanted: () => boolean;
  post: (message: FromWorker) => void;
  /** Told where the learner is, seen or not. */
  tell: (progress: Omit<StepsView, 'next'>) => void;
}

export function openStage(options: StageOptions): Stage {
  const { setup, host, columns, isSeen, isWanted, post, tell } = options;
  const turn = (): Promise<void> => (isWanted() ? host.turn() : new Promise(() => undefined));
  const say = (message: FromWorker): void => {
    if (isSeen()) post(message);
  };
  const timeline = createTimeline({
    setup,
    host: { turn },
    columns,
    edit: (path, text) => say({ type: 'edit', path, text }),
    browse: (url) => say({ type: 'browse', url }),
    show: (text) => say({ type: 'output', text }),
    tell,
    isHeard: isSeen,
  });
  return { timeline, route: createRoute(timeline, setup.steps ?? [], { turn }) };
}
