import { later } from '#process/later.ts';
import { type Context, type Controller, saveAll } from './context.ts';

/** The kinds that they reconcile: the first object of one starts them. */
const kinds = [
  'cronjobs.batch',
  'horizontalpodautoscalers.autoscaling',
  'jobs.batch',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets.policy',
  'resourcequotas',
  'statefulsets.apps',
];

const late = later(() => import('./late.ts'));

/** Loads them now: for who moves a clock by `advance`, which waits for nothing. */
export async function loadLateControllers(): Promise<void> {
  await late.load();
}

/** Starts the controllers that most clusters never need, when they do: loaded while time stands still. */
export function startLateControllers(context: Context): Controller {
  const { api, clock } = context;
  let isAsked = false;
  let started: readonly Controller[] = [];

  const start = (): void => {
    if (!late.value) throw new Error('late controllers: the clock did not wait for them');
    started = late.value.lateControllers.map((startOne) => startOne(context));
  };
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    if (!late.value) void clock.hold(late.load());
    // What is held is there when the next event runs.
    clock.at(clock.now(), start);
  };
  for (const kind of kinds) {
    if (api.list(kind).length > 0) ask();
    api.watch(kind, ask);
  }

  return {
    save: () => {
      const saved = { isAsked, started };
      const restore = saveAll(started)();
      return () => {
        ({ isAsked, started } = saved);
        restore();
      };
    },
  };
}
