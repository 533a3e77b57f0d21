import type { Restore } from '#cluster/clock/clock.ts';
import type { RateLimit } from '#mesh/linkerd/proxy-api.ts';

/** A limit that a request goes beyond. */
interface Exceeded {
  readonly scope: 'total' | 'identity' | 'override';
  /** As the error tells it. */
  readonly message: string;
}

/** Requests let through so far, by port (linkerd/proxy/server-policy/src/local_rate_limit.rs). */
export interface RateLimiter {
  check: (
    port: number,
    limit: RateLimit,
    id: string | undefined,
    time: number,
  ) => Exceeded | undefined;
  save: () => Restore;
}

export function createRateLimiter(): RateLimiter {
  let arrivals: Map<string, number> = new Map();
  /** GCRA, as the governor crate: a second's worth at once, then one each time that its turn comes. */
  const take = (key: string, rps: number, time: number): boolean => {
    const interval = 1000 / rps;
    const expected = Math.max(arrivals.get(key) ?? 0, time);
    if (expected - time > 1000 - interval + 1e-6) return false;
    arrivals.set(key, expected + interval);
    return true;
  };
  return {
    check: (port, { totalRps, identityRps, overrides }, id, time) => {
      if (totalRps !== undefined && !take(`${port}`, totalRps, time))
        return { scope: 'total', message: `total rate limit exceeded: ${totalRps}rps` };
      const override = overrides.find(
        ({ identities }) => id !== undefined && identities.includes(id),
      );
      if (override) {
        const { rps, identities } = override;
        return take(`${port} ${identities.join()}`, rps, time)
          ? undefined
          : { scope: 'override', message: `override rate limit exceeded: ${rps}rps` };
      }
      if (identityRps === undefined || take(`${port} id ${id ?? ''}`, identityRps, time))
        return undefined;
      return { scope: 'identity', message: `per-identity rate limit exceeded: ${identityRps}rps` };
    },
    save: () => {
      const saved = new Map(arrivals);
      return () => {
        arrivals = new Map(saved);
      };
    },
  };
}
