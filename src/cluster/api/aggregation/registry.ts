import type { Restore } from '#cluster/clock/clock.ts';
import type { User } from '#cluster/api/rbac/authorizer.ts';

/** An API server of somebody else's. Whoever asks was known and allowed to before. */
type AggregatedApi = (request: Request, user: User) => Response | Promise<Response>;

interface ServiceKey {
  readonly namespace: string;
  readonly name: string;
}

/** Who runs behind the Services that APIServices name. */
export interface AggregationRegistry {
  /** Returns how to stop. */
  register: (service: ServiceKey, api: AggregatedApi) => () => void;
  find: (service: ServiceKey) => AggregatedApi | undefined;
  /** Told when one has come or gone. */
  onChange: (listener: () => void) => void;
  save: () => Restore;
}

export function createAggregationRegistry(): AggregationRegistry {
  let known: ReadonlyMap<string, AggregatedApi> = new Map();
  const listeners: (() => void)[] = [];
  const keyOf = ({ namespace, name }: ServiceKey): string => `${namespace}/${name}`;
  const become = (next: ReadonlyMap<string, AggregatedApi>): void => {
    known = next;
    for (const listener of listeners) listener();
  };
  return {
    register: (service, api) => {
      const key = keyOf(service);
      become(new Map(known).set(key, api));
      return () => {
        if (known.get(key) === api) become(new Map([...known].filter(([other]) => other !== key)));
      };
    },
    find: (service) => known.get(keyOf(service)),
    onChange: (listener) => void listeners.push(listener),
    save: () => {
      const saved = known;
      return () => {
        known = saved;
      };
    },
  };
}
