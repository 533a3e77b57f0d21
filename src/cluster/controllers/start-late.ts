import { type Later, later } from '#process/later.ts';
import { type Context, type Controller, saveAll } from './context.ts';

interface Part {
  readonly code: Later<{ readonly controllers: readonly ((context: Context) => Controller)[] }>;
  /** The kinds that its controllers reconcile: the first object of one starts them. */
  readonly kinds: readonly string[];
}

/** Those whose kinds a new cluster has no object of. A mesh's installation has objects of the first kinds alone. */
const parts: readonly Part[] = [
  {
    code: later(() => import('./late-scaling.ts')),
    kinds: ['horizontalpodautoscalers.autoscaling', 'poddisruptionbudgets.policy'],
  },
  {
    code: later(() => import('./late-workloads.ts')),
    kinds: [
      'cronjobs.batch',
      'jobs.batch',
      'persistentvolumeclaims',
      'persistentvolumes',
      'resourcequotas',
      'statefulsets.apps',
    ],
  },
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

function startPart(context: Context, { code, kinds }: Part): Controller {
  const { api, clock } = context;
  /** None yet between the first object and the next event. */
  let started: readonly Controller[] | undefined;

  const start = (): void => {
    if (!code.value) throw new Error('late controllers: not loaded');
    started = code.value.controllers.map((startOne) => startOne(context));
  };
  const ask = (): void => {
    if (started) return;
    started = [];
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
      const saved = started;
      const restore = saveAll(saved ?? [])();
      return () => {
        started = saved;
        restore();
      };
    },
  };
}
