import type { Edge, Report, Traffic } from './reports.ts';

/** A deployment that calls the one that is shown, or that it calls. */
export interface Neighbour {
  readonly namespace: string;
  readonly name: string;
  /** Undefined where only a connection stands. */
  readonly traffic: Traffic | undefined;
  /** The connection that stands; undefined where none does. */
  readonly edge: Edge | undefined;
}

export interface Topology {
  readonly callers: readonly Neighbour[];
  readonly callees: readonly Neighbour[];
}

interface Facts {
  readonly shown: { readonly namespace: string; readonly name: string };
  /** Who sends it requests, and to whom it sends some. */
  readonly upstream: readonly Report[];
  readonly downstream: readonly Report[];
  readonly edges: readonly Edge[];
}

/** Who calls a deployment and whom it calls: by requests of the last minute, and by the connections that stand. */
export function topologyOf({ shown, upstream, downstream, edges }: Facts): Topology {
  const key = keyOf(shown);
  const endsOf = (near: 'from' | 'to', far: 'from' | 'to'): readonly End[] =>
    edges.filter((edge) => keyOf(edge[near]) === key).map((edge) => ({ place: edge[far], edge }));
  return {
    callers: neighbours(upstream, endsOf('to', 'from')),
    callees: neighbours(downstream, endsOf('from', 'to')),
  };
}

interface End {
  readonly place: Edge['from'];
  readonly edge: Edge;
}

function neighbours(reports: readonly Report[], ends: readonly End[]): readonly Neighbour[] {
  const places = [...reports, ...ends.map(({ place }) => place)];
  const byKey = new Map(
    places.map(({ namespace, name }) => [keyOf({ namespace, name }), { namespace, name }]),
  );
  return [...byKey]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, place]) => ({
      ...place,
      traffic: reports.find((report) => keyOf(report) === key)?.traffic,
      edge: ends.find(({ place }) => keyOf(place) === key)?.edge,
    }));
}

export function keyOf({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}
