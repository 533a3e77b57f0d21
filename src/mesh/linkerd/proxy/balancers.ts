import type { Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import { createBalancer, type Balancer } from './balancer.ts';

/** By the authority that they balance over. */
export interface Balancers {
  of: (authority: string) => Balancer;
  /** As a route's backend: metrics say of which parent. */
  name: (authority: string, labels: string) => void;
  used: () => readonly Used[];
  save: () => Restore;
}

interface Used {
  readonly authority: string;
  readonly labels: string;
  readonly balancer: Balancer;
}

export function createBalancers(random: Random): Balancers {
  let balancers = new Map<string, Balancer>();
  let names: ReadonlyMap<string, string> = new Map();
  return {
    of: (authority) => {
      const known = balancers.get(authority);
      if (known) return known;
      const balancer = createBalancer(random);
      balancers.set(authority, balancer);
      return balancer;
    },
    name: (authority, labels) => {
      if (names.get(authority) !== labels) names = new Map(names).set(authority, labels);
    },
    used: () =>
      [...names].flatMap(([authority, labels]) => {
        const balancer = balancers.get(authority);
        return balancer ? [{ authority, labels, balancer }] : [];
      }),
    save: () => {
      const saved = [...balancers];
      const savedNames = names;
      const restores = saved.map(([, balancer]) => balancer.save());
      return () => {
        balancers = new Map(saved);
        names = savedNames;
        for (const restore of restores) restore();
      };
    },
  };
}
