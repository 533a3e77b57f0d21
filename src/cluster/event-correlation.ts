import type { Clock, Restore } from './clock/clock.ts';

/** From so many different messages on, similar events are written as one. */
const mostMessages = 10;
const similarForMs = 600_000;
/** One component may write so many events about one object, then one more every five minutes. */
const burst = 25;
const refillMs = 300_000;
/** As client-go's caches: the least recently used goes first. */
const mostKeys = 4096;

interface Similar {
  readonly messages: readonly string[];
  readonly last: number;
}

interface Allowance {
  readonly tokens: number;
  readonly since: number;
}

interface Correlated {
  /** What makes it one with others. */
  readonly key: string;
  readonly message: string;
}

/** EventAggregator and EventSourceObjectSpamFilter (client-go tools/record/events_cache.go, v1.35). */
export interface Correlation {
  /** `about` is the source and object, `sort` the type and reason. Undefined for an event too many. */
  correlate: (about: string, sort: string, message: string) => Correlated | undefined;
  save: () => Restore;
}

export function createCorrelation(clock: Clock): Correlation {
  let similar = new Map<string, Similar>();
  let allowances = new Map<string, Allowance>();

  const aggregate = (key: string, message: string): Correlated => {
    const before = similar.get(key);
    const isRecent = before !== undefined && clock.now() - before.last <= similarForMs;
    const known = isRecent ? before.messages : [];
    const messages = known.includes(message) ? known : [...known, message];
    remember(similar, key, { messages: messages.slice(0, mostMessages - 1), last: clock.now() });
    if (messages.length < mostMessages) return { key: `${key}${message}`, message };
    return { key, message: `(combined from similar events): ${message}` };
  };
  const spend = (about: string): boolean => {
    const { tokens, since } = allowances.get(about) ?? { tokens: burst, since: clock.now() };
    const available = Math.min(burst, tokens + (clock.now() - since) / refillMs);
    const isAllowed = available >= 1;
    const left = isAllowed ? available - 1 : available;
    remember(allowances, about, { tokens: left, since: clock.now() });
    return isAllowed;
  };

  return {
    correlate: (about, sort, message) => {
      const correlated = aggregate(about + sort, message);
      return spend(about) ? correlated : undefined;
    },
    save: () => {
      const saved = { similar: new Map(similar), allowances: new Map(allowances) };
      return () => {
        similar = new Map(saved.similar);
        allowances = new Map(saved.allowances);
      };
    },
  };
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= mostKeys) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
