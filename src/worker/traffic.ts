import { outcomeInWords } from '#checks/exchange.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { Cluster } from '#cluster/cluster.ts';
import type { Outcome } from '#cluster/network/http.ts';
import type { Hop } from '#cluster/network/path.ts';
import type { TrafficEdge, TrafficEnd, TrafficView } from '#schemas/live-view.ts';
import { workloadOf } from './workload.ts';

/** Who calls whom, by what goes over the wire. */
export interface TrafficWatch {
  /** The same value until something has happened. */
  look: () => TrafficView;
  /** What a check tries is undone, and so is what was seen of it. */
  save: () => Restore;
}

/** The oldest are forgotten. */
const mostEdges = 60;
/** Between proxies and their control plane, and what asks whether a proxy is well. */
const ownPorts = new Set([15_000, 15_010, 15_012, 15_014, 15_017, 15_020, 15_021, 15_090]);

export function watchTraffic({ api, clock, network }: Cluster): TrafficWatch {
  /** By their two ends; the one that called last is the last. */
  let edges = new Map<string, TrafficEdge>();
  let view: TrafficView | undefined;
  let ends = new Map<string, TrafficEnd>();
  const forgetEnds = (): void => {
    ends = new Map();
  };
  for (const resource of ['pods', 'services'] as const) api.watch(resource, forgetEnds);

  const endOf = (ip: string): TrafficEnd | undefined => {
    const known = ends.get(ip) ?? findEnd(api, ip);
    if (known) ends.set(ip, known);
    return known;
  };

  network.watch((hop) => {
    const { from, request, outcome, tls } = hop;
    const to = reached(hop);
    if (from.kind === 'node' || ownPorts.has(to.port)) return;
    const caller = from.kind === 'machine' ? machine : endOf(from.ip);
    const callee = endOf(to.ip) ?? outside(request.authority || to.ip);
    if (!caller) return;
    const key = `${keyOf(caller)} ${keyOf(callee)}`;
    const before = edges.get(key);
    const fate = fateOf(outcome);
    const edge: TrafficEdge = {
      from: caller,
      to: callee,
      encrypted: tls !== undefined,
      callerIdentity: tls?.identity ?? '',
      calleeIdentity: (outcome.type === 'response' && outcome.tls?.peerIdentity) || '',
      result: outcomeInWords(outcome),
      fate,
      count: (before?.count ?? 0) + 1,
      wrong: (before?.wrong ?? 0) + (fate === 'answered' ? 0 : 1),
      at: clock.now(),
    };
    edges.delete(key);
    edges.set(key, edge);
    const [oldest] = edges.keys();
    if (edges.size > mostEdges && oldest !== undefined) edges.delete(oldest);
    view = undefined;
  });

  return {
    look: () => (view ??= { edges: [...edges.values()] }),
    save: () => {
      const saved = { edges: new Map(edges), view };
      return () => {
        edges = new Map(saved.edges);
        view = saved.view;
        forgetEnds();
      };
    },
  };
}

function keyOf({ kind, namespace, name }: TrafficEnd): string {
  return `${kind}/${namespace}/${name}`;
}

const machine: TrafficEnd = { kind: 'machine', namespace: '', name: 'votre machine' };

function outside(name: string): TrafficEnd {
  return { kind: 'outside', namespace: '', name };
}

/** After kube-proxy, where somebody was reached. */
function reached({ to, outcome }: Hop) {
  return (outcome.type === 'response' && outcome.via?.destination) || to;
}

function findEnd(api: Cluster['api'], ip: string): TrafficEnd | undefined {
  const pods = api.list('pods');
  const pod = pods.find(({ status, spec }) => status?.podIP === ip && spec?.hostNetwork !== true);
  if (pod) return workloadEnd(pod.metadata.namespace ?? '', workloadOf(pod));
  const service = api
    .list('services')
    .find(
      ({ spec, status }) =>
        spec?.clusterIPs?.includes(ip) ||
        status?.loadBalancer?.ingress?.some((ingress) => ingress.ip === ip),
    );
  if (!service) return undefined;
  const { namespace = '', name } = service.metadata;
  const selector = Object.entries(service.spec?.selector ?? {});
  const behind = pods.filter(
    ({ metadata }) =>
      selector.length > 0 &&
      metadata.namespace === namespace &&
      selector.every(([key, value]) => metadata.labels?.[key] === value),
  );
  const [only, ...others] = new Set(behind.map(workloadOf));
  return only !== undefined && others.length === 0
    ? workloadEnd(namespace, only)
    : { kind: 'service', namespace, name };
}

function workloadEnd(namespace: string, name: string): TrafficEnd {
  return { kind: 'workload', namespace, name };
}

const noes: ReadonlySet<string> = new Set(['refused', 'reset', 'closed', 'tls']);

function fateOf(outcome: Outcome): TrafficEdge['fate'] {
  if (outcome.type === 'failure') return noes.has(outcome.failure.reason) ? 'refused' : 'failed';
  const { status } = outcome.response;
  if (status === 401 || status === 403) return 'refused';
  return status >= 500 ? 'failed' : 'answered';
}
