import { coreColumns } from '#cluster/api/columns/core.ts';
import { podColumns } from '#cluster/api/columns/pods.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Cluster } from '#cluster/cluster.ts';
import type { ClusterView } from '#schemas/messages.ts';
import type { Host } from './pace.ts';
import { hasProxy, workloadOf } from './workload.ts';

const tickMs = 250;

/** Tells what runs where, at once and then when it has changed or a second has passed, four times a second at most. */
export function watchCluster(
  { api, clock }: Cluster,
  host: Host,
  tell: (view: ClusterView) => void,
): () => void {
  let isChanged = true;
  let toldAt = 0;
  const change = (): void => {
    isChanged = true;
  };
  const stops = [api.watch('pods', change), api.watch('nodes', change)];
  const tick = (): void => {
    if (!isChanged && clock.now() - toldAt < 1000) return;
    isChanged = false;
    toldAt = clock.now();
    tell(viewOf(api.list('nodes'), api.list('pods'), clock.now()));
  };
  tick();
  stops.push(host.every(tickMs, tick));
  return () => {
    for (const stop of stops) stop();
  };
}

function viewOf(
  nodes: readonly KubeObject[],
  pods: readonly ObjectOf<'pods'>[],
  now: number,
): ClusterView {
  return {
    time: new Date(now).toISOString(),
    nodes: nodes.map((node) => {
      const [name = '', status = '', roles = ''] = cells('nodes', node, now);
      return { name, status, roles };
    }),
    pods: pods.map((pod) => {
      const [name = '', ready = '', status = '', restarts = '', age = '', ip = '', node = ''] =
        cells('pods', pod, now);
      const { namespace = '' } = pod.metadata;
      const [workload, sidecar] = [workloadOf(pod), hasProxy(pod)];
      const place = { ip: given(ip), node: given(node) };
      return { namespace, name, workload, sidecar, ready, status, restarts, age, ...place };
    }),
  };
}

const columnsShown = { nodes: coreColumns['nodes'], pods: podColumns };

/** What kubectl would show, in its words. */
function cells(resource: 'nodes' | 'pods', object: KubeObject, now: number): string[] {
  return columnsShown[resource]?.row(object, now).map(String) ?? [];
}

function given(cell: string): string {
  return cell === '<none>' ? '' : cell;
}
