import type { Host } from '#worker/pace.ts';

/** Node as the host of a cluster. */
export const nodeHost: Host = {
  now: () => performance.now(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};
