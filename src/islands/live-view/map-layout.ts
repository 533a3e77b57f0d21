import type { TrafficEdge, TrafficEnd } from '#schemas/live-view.ts';
import type { PodView } from '#schemas/messages.ts';

/** A workload, or what stands for one, and its place on the map. */
export interface MapNode {
  readonly key: string;
  readonly end: TrafficEnd;
  /** How many of its pods have a sidecar, of how many. */
  readonly sidecars: number;
  readonly pods: number;
  readonly column: number;
  readonly row: number;
}

export interface TrafficMapLayout {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly {
    readonly key: string;
    readonly from: MapNode;
    readonly to: MapNode;
    readonly edge: TrafficEdge;
  }[];
  readonly columns: number;
  readonly rows: number;
}

/** Two workloads that call each other would go ever further right. */
const mostColumns = 6;

/** Who is called stands to the right of who calls; who does neither stands in the first column. */
export function layOut(pods: readonly PodView[], edges: readonly TrafficEdge[]): TrafficMapLayout {
  const ends = endsOf(pods, edges);
  const depths = depthsOf(edges);
  const depthOf = (key: string): number => depths.get(key) ?? 0;
  // Those who call each other in a ring leave columns empty.
  const used = [...new Set([...ends.keys()].map(depthOf))].toSorted((a, b) => a - b);
  const filled = used.map(() => 0);
  const nodes = [...ends].map(([key, end]): MapNode => {
    const own = pods.filter((pod) => keyOf(endOf(pod)) === key);
    const column = used.indexOf(depthOf(key));
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    const sidecars = own.filter(({ sidecar }) => sidecar).length;
    return { key, end, sidecars, pods: own.length, column, row };
  });
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  return {
    nodes,
    edges: edges.flatMap((edge) => {
      const from = byKey.get(keyOf(edge.from));
      const to = byKey.get(keyOf(edge.to));
      return from && to ? [{ key: `${from.key} ${to.key}`, from, to, edge }] : [];
    }),
    columns: Math.max(1, filled.length),
    rows: Math.max(1, ...filled),
  };
}

/** The same where no column has more than so many nodes: the others stand in columns of their own, next to it. */
export function wrapped(layout: TrafficMapLayout, most: number): TrafficMapLayout {
  const filled = new Map<number, number>();
  for (const { column, row } of layout.nodes)
    filled.set(column, Math.max(filled.get(column) ?? 0, row + 1));
  const firsts: number[] = [];
  let columns = 0;
  for (let column = 0; column < layout.columns; column += 1) {
    firsts.push(columns);
    columns += Math.max(1, Math.ceil((filled.get(column) ?? 0) / most));
  }
  const placed = new Map(
    layout.nodes.map((node) => {
      const column = (firsts[node.column] ?? 0) + Math.floor(node.row / most);
      return [node.key, { ...node, column, row: node.row % most }];
    }),
  );
  const at = (node: MapNode): MapNode => placed.get(node.key) ?? node;
  return {
    nodes: layout.nodes.map(at),
    edges: layout.edges.map((edge) => ({ ...edge, from: at(edge.from), to: at(edge.to) })),
    columns,
    rows: Math.min(most, layout.rows),
  };
}

/** What is not the learner's is drawn when it takes part. */
function isOfSystem({ namespace }: Pick<PodView, 'namespace'>): boolean {
  return /^(kube-.*|local-path-storage|istio-system)$/.test(namespace);
}

function endsOf(
  pods: readonly PodView[],
  edges: readonly TrafficEdge[],
): ReadonlyMap<string, TrafficEnd> {
  const calling = edges.flatMap(({ from, to }) => [from, to]);
  const all = [...calling, ...pods.filter((pod) => !isOfSystem(pod)).map(endOf)];
  const sorted = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return new Map(sorted.map((end) => [keyOf(end), end]));
}

function depthsOf(edges: readonly TrafficEdge[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (let round = 0; round < mostColumns; round += 1) {
    for (const { from, to } of edges) {
      const next = (depths.get(keyOf(from)) ?? 0) + 1;
      const isFurther = next > (depths.get(keyOf(to)) ?? 0) && next < mostColumns;
      if (isFurther && keyOf(from) !== keyOf(to)) depths.set(keyOf(to), next);
    }
  }
  return depths;
}

function endOf({ namespace, workload }: PodView): TrafficEnd {
  return { kind: 'workload', namespace, name: workload };
}

export function keyOf({ kind, namespace, name }: TrafficEnd): string {
  return `${kind}/${namespace}/${name}`;
}
