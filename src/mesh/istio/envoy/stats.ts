import type { Restore } from '#cluster/clock/clock.ts';
import { recorded, type Histogram } from './histogram.ts';

/** What a proxy counts, by scope: `cluster.outbound|80||web.shop.svc.cluster.local.`, `http.inbound_0.0.0.0_8080;.`. */
export interface Stats {
  scope: (prefix: string) => Scope;
  /** Full names and values, in the order of bytes. */
  entries: () => readonly (readonly [name: string, value: number])[];
  /** Adds a value to a histogram. */
  record: (name: string, value: number) => void;
  histograms: () => readonly (readonly [name: string, histogram: Histogram])[];
  /** All back to zero. */
  reset: () => void;
  save: () => Restore;
}

export interface Scope {
  add: (name: string, by?: number) => void;
  value: (name: string) => number;
}

export function createStats(): Stats {
  let scopes = new Map<string, Map<string, number>>();
  let histograms = new Map<string, Histogram>();
  const valuesOf = (prefix: string): Map<string, number> => {
    const known = scopes.get(prefix);
    if (known) return known;
    const values = new Map<string, number>();
    scopes.set(prefix, values);
    return values;
  };
  return {
    scope: (prefix) => ({
      add: (name, by = 1) => {
        const values = valuesOf(prefix);
        values.set(name, (values.get(name) ?? 0) + by);
      },
      value: (name) => scopes.get(prefix)?.get(name) ?? 0,
    }),
    entries: () =>
      [...scopes]
        .flatMap(([prefix, values]) =>
          [...values].map(([name, value]) => [`${prefix}${name}`, value] as const),
        )
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    record: (name, value) => {
      histograms.set(name, recorded(histograms.get(name), value));
    },
    histograms: () => [...histograms].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    reset: () => {
      scopes = new Map();
      histograms = new Map();
    },
    save: () => {
      const saved = copyOf(scopes);
      const savedHistograms = new Map(histograms);
      return () => {
        scopes = copyOf(saved);
        histograms = new Map(savedHistograms);
      };
    },
  };
}

function copyOf(scopes: ReadonlyMap<string, ReadonlyMap<string, number>>) {
  return new Map([...scopes].map(([prefix, values]) => [prefix, new Map(values)]));
}
