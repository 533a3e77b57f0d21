import type { Restore } from '#cluster/clock/clock.ts';
import type { Place } from './place.ts';
import type { Stack } from './stack.ts';

/** Who has an address: pods, nodes, and the learner's machine. */
export interface Places {
  byIp: (ip: string) => Place | undefined;
  node: (name: string) => Place | undefined;
  /** The first node there was: where a load balancer sends what it gets. */
  firstNode: () => Place | undefined;
  stack: (ip: string) => Stack | undefined;
  add: (place: Place, stack: Stack) => void;
  remove: (ip: string) => void;
  save: () => Restore;
}

export function createPlaces(): Places {
  let entries = new Map<string, { place: Place; stack: Stack }>();
  let nodes = new Map<string, Place>();
  return {
    byIp: (ip) => entries.get(ip)?.place,
    node: (name) => nodes.get(name),
    firstNode: () => nodes.values().next().value,
    stack: (ip) => entries.get(ip)?.stack,
    add: (place, stack) => {
      entries.set(place.ip, { place, stack });
      if (place.kind === 'node') nodes.set(place.node, place);
    },
    remove: (ip) => {
      const place = entries.get(ip)?.place;
      entries.delete(ip);
      if (place?.kind === 'node') nodes.delete(place.node);
    },
    save: () => {
      const saved = { entries: new Map(entries), nodes: new Map(nodes) };
      const states = [...entries.values()].map(({ place }) => {
        const { listeners, hooks, opened } = place;
        return () => Object.assign(place, { listeners, hooks, opened });
      });
      return () => {
        entries = new Map(saved.entries);
        nodes = new Map(saved.nodes);
        for (const restore of states) restore();
      };
    },
  };
}
