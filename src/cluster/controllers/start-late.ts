import { type Later, later } from '#process/later.ts';
import { type Context, type Controller, saveAll } from './context.ts';

interface Part {
  /** The kinds that its controllers reconcile: the first object of one starts them. */
  readonly kinds: readonly string[];
  readonly code: Later<{ readonly controllers: readonly ((context: Context) => Controller)[] }>;
}

/** Those whose kinds a new cluster has no object of. */
const parts: readonly Part[] = [
  {
    kinds: ['horizontalpodautoscalers.autoscaling', 'poddisruptionbudgets.policy'],
    code: later(() => import('./late-scaling.ts')),
  },
  {
    kinds: ['persistentvolumeclaims', 'persistentvolumes', 'resourcequotas', 'statefulsets.apps'],
    code: later(() => import('./late-storage.ts')),
  },
  { kinds: ['cronjobs.batch', 'jobs.batch'], code: later(() => import('./late-jobs.ts')) },
];

/** Loads them now: for who moves a clock by `advance`, which waits for nothing. */
export async function loadLateControllers(): Promise<void> {
  await Promise.all(parts.map(({ code }) => code.load()));
}

/** Starts the controllers that most clusters never need, when they do: loaded while time stands still. */
export function startLateControllers(context: Context): Controller {
  const started = parts.map((part) => startPart(context, part));
  return { save: () => saveAll(started)() };
}

function startPart(context: Context, { kinds, code }: Part): Controller {
  const { api, clock } = context;
  let isAsked = false;
  let started: readonly Controller[] = [];

  const start = (): void => {
    if (!code.value) throw new Error('late controllers: the clock did not wait for them');
    started = code.value.controllers.map((startOne) => startOne(context));
  };
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    if (!code.value) void clock.hold(code.load());
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
