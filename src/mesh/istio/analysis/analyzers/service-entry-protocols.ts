/** Source: istio/istio pkg/config/analysis/analyzers/serviceentry/conflictingserviceentries.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { fullName, type Resource } from '#mesh/istio/analysis/resource.ts';

const everywhere = '*';

/** A port of a host, in a namespace where its entry is seen. */
interface Place {
  readonly scope: string;
  readonly host: string;
  readonly port: number;
  readonly entries: readonly Resource<'ServiceEntry'>[];
  readonly protocols: readonly string[];
}

type Places = ReadonlyMap<string, Place>;

export const serviceEntryProtocols: Analyzer = {
  name: 'serviceentry.ConflictingServiceEntryProtocolAnalyzer',
  description:
    'Checks if multiple ServiceEntries define the same host and port with different protocols',
  analyze: ({ ServiceEntry }, report) => {
    const places = placesOf(ServiceEntry);
    const told = new Set<Resource>();
    for (const place of places.values()) {
      const { host, port, entries, protocols } = withThoseOfAll(place, places);
      if (protocols.length < 2) continue;
      const names = unique(entries.map(fullName)).toSorted().join(', ');
      const values = [names, host, port, protocols.toSorted().join(', ')];
      for (const entry of entries.filter((one) => !told.has(one))) {
        told.add(entry);
        report('ConflictingServiceEntryProtocol', entry, values, ['metadata', 'name']);
      }
    }
  },
};

function placesOf(entries: readonly Resource<'ServiceEntry'>[]): Places {
  const places = new Map<string, Place>();
  for (const entry of entries)
    for (const scope of scopesOf(entry))
      for (const host of entry.body.hosts ?? [])
        for (const { number: port = 0, protocol = '' } of entry.body.ports ?? []) {
          const key = keyOf({ scope, host, port });
          const before = places.get(key) ?? { scope, host, port, entries: [], protocols: [] };
          places.set(key, merged(before, [entry], [protocol.toUpperCase()]));
        }
  return places;
}

function keyOf({ scope, host, port }: Pick<Place, 'scope' | 'host' | 'port'>): string {
  return [scope, host, port].join(' ');
}

/** What is exported everywhere is seen in each namespace too. */
function withThoseOfAll(place: Place, places: Places): Place {
  if (place.scope === everywhere) return place;
  const all = places.get(keyOf({ ...place, scope: everywhere }));
  return all ? merged(place, all.entries, all.protocols) : place;
}

function merged(place: Place, entries: Place['entries'], protocols: Place['protocols']): Place {
  return {
    ...place,
    entries: unique([...place.entries, ...entries]),
    protocols: unique([...place.protocols, ...protocols]),
  };
}

/** Namespaces where an entry is seen. */
function scopesOf({ namespace, body }: Resource<'ServiceEntry'>): readonly string[] {
  const { exportTo = [] } = body;
  if (exportTo.length === 0 || exportTo.includes(everywhere)) return [everywhere];
  return unique(exportTo.map((scope) => (scope === '.' ? namespace : scope)));
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
