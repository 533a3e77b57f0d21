import type { Restore } from '#cluster/clock/clock.ts';
import type { KubeObject } from '#cluster/api/object.ts';

/** One committed change. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly revision: number;
  readonly object: KubeObject;
  readonly old?: KubeObject;
}

export interface Listener {
  onChange: (change: Change) => void;
  /** The store went back to a saved state, which did not know the listener. */
  onEnd?: () => void;
}

/** etcd keeps five minutes; this many changes are more than a client needs between its list and its watch. */
const logLimit = 2000;

/** The last changes, and those who are told the next ones. */
export function createChanges() {
  let listeners = new Map<string, ReadonlySet<Listener>>();
  let log: Change[] = [];
  let revision = 0;

  const oldest = (): number => (log[0]?.revision ?? revision + 1) - 1;

  return {
    revision: () => revision,
    oldest,
    /** The revision of the change that is being made. */
    next: (): number => {
      revision += 1;
      return revision;
    },
    tell: (change: Change): void => {
      log.push(change);
      if (log.length > 2 * logLimit) log = log.slice(-logLimit);
      for (const listener of listeners.get(change.resource) ?? []) listener.onChange(change);
    },
    since: (from: number): readonly Change[] | undefined => {
      if (from < oldest()) return undefined;
      return log.slice(Math.max(0, log.length - Math.max(0, revision - from)));
    },
    listen: (resource: string, listener: Listener) => {
      // A new set at each change: a listener may leave while others are being told.
      listeners.set(resource, new Set([...(listeners.get(resource) ?? []), listener]));
      return () => {
        const rest = new Set(listeners.get(resource));
        rest.delete(listener);
        listeners.set(resource, rest);
      };
    },
    save: (): Restore => {
      const saved = { listeners: new Map(listeners), log: [...log], revision };
      return () => {
        const gone = strangers(listeners, saved.listeners);
        listeners = new Map(saved.listeners);
        log = [...saved.log];
        revision = saved.revision;
        for (const listener of gone) listener.onEnd?.();
      };
    },
  };
}

/** Those who listen now, and whom a saved state does not know. */
function strangers(
  now: ReadonlyMap<string, ReadonlySet<Listener>>,
  then: ReadonlyMap<string, ReadonlySet<Listener>>,
): readonly Listener[] {
  return [...now].flatMap(([resource, set]) =>
    [...set].filter((listener) => !then.get(resource)?.has(listener)),
  );
}
