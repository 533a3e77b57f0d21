import { ApiError, type Api } from '#cluster/api/api.ts';
import type { Clock } from '#cluster/clock/clock.ts';
import { microTime, seconds } from '#cluster/timestamps.ts';

const leaseMs = 10_000;
const statusMs = 5 * 60_000;

/** Each kubelet renews its Lease every ten seconds, and posts its node's conditions every five minutes. */
export function startHeartbeats(
  { api, clock }: { api: Api; clock: Clock },
  nodes: readonly string[],
): void {
  for (const node of nodes) createLease({ api, clock }, node);
  const renew = (): void => {
    for (const node of nodes) renewLease({ api, clock }, node);
    clock.after(leaseMs, renew);
  };
  const post = (): void => {
    for (const node of nodes) postConditions({ api, clock }, node);
    clock.after(statusMs, post);
  };
  clock.after(leaseMs, renew);
  clock.after(statusMs, post);
}

interface Parts {
  api: Api;
  clock: Clock;
}

function createLease({ api, clock }: Parts, node: string): void {
  const { uid } = api.get('nodes', { name: node }).metadata;
  api.create(
    'leases.coordination.k8s.io',
    {
      metadata: {
        name: node,
        namespace: 'kube-node-lease',
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid }],
      },
      spec: {
        holderIdentity: node,
        leaseDurationSeconds: 40,
        renewTime: microTime(clock.now(), 0),
      },
    },
    actorOn(node),
  );
}

function renewLease({ api, clock }: Parts, node: string): void {
  const at = { namespace: 'kube-node-lease', name: node };
  if (!api.find('nodes', { name: node })) return;
  const renewTime = microTime(clock.now(), 0);
  if (!api.find('leases.coordination.k8s.io', at)) createLease({ api, clock }, node);
  else api.merge('leases.coordination.k8s.io', at, { spec: { renewTime } }, actorOn(node));
}

function postConditions({ api, clock }: Parts, name: string): void {
  const node = api.find('nodes', { name });
  if (!node) return;
  const conditions = node.status?.conditions?.map((condition) => ({
    ...condition,
    lastHeartbeatTime: seconds(clock.now()),
  }));
  try {
    const status = { ...node.status, ...(conditions ? { conditions } : {}) };
    api.updateStatus('nodes', { ...node, status }, actorOn(name));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function actorOn(node: string) {
  return { user: `system:node:${node}`, manager: 'kubelet' };
}
