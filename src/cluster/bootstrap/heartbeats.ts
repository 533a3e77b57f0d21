import { ApiError, type Api } from '#cluster/api/api.ts';
import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { NodeImages } from '#cluster/kubelet/node-images.ts';
import { byText } from '#cluster/text-order.ts';
import { microTime, seconds } from '#cluster/timestamps.ts';
import { controlPlane } from './nodes.ts';

const leases = 'leases.coordination.k8s.io';
const leaseMs = 10_000;
const statusMs = 5 * 60_000;

/**
 * Each kubelet renews its Lease every ten seconds, and posts its node's status every five minutes, or when it has new images.
 * Of the renewals before somebody can look, only the last is made: they were an eighth of the cluster's start.
 */
export function startHeartbeats(
  parts: Parts,
  nodes: readonly string[],
  { unseenMs }: { unseenMs: number },
): void {
  const { clock } = parts;
  for (const node of nodes) {
    createLease(parts, node);
    postStatus(parts, node);
  }
  for (const leader of leaders) createLeaderLease(parts, leader);
  const renew = (): void => {
    for (const node of nodes) {
      renewLease(parts, node);
      if (hasNewImages(parts, node)) postStatus(parts, node);
    }
    for (const name of leaders) renewLeader(parts, name);
    clock.after(leaseMs, renew);
  };
  const post = (): void => {
    for (const node of nodes) postStatus(parts, node);
    clock.after(statusMs, post);
  };
  clock.after(Math.max(1, Math.floor(unseenMs / leaseMs)) * leaseMs, renew);
  clock.after(statusMs, post);
}

interface Parts {
  api: Api;
  clock: Clock;
  images: NodeImages;
  random: Random;
}

/** Each is alone, and leads: renewed with the nodes' leases, though the real ones are every two seconds. */
const leaders = ['kube-controller-manager', 'kube-scheduler'];

function createLeaderLease({ api, clock, random }: Parts, name: string): void {
  const now = microTime(clock.now(), 0);
  api.create(
    leases,
    {
      metadata: { name, namespace: 'kube-system' },
      spec: {
        acquireTime: now,
        holderIdentity: `${controlPlane}_${random.uuid()}`,
        leaseDurationSeconds: 15,
        leaseTransitions: 0,
        renewTime: now,
      },
    },
    { user: `system:${name}`, manager: name },
  );
}

function renewLeader({ api, clock }: Parts, name: string): void {
  const at = { namespace: 'kube-system', name };
  if (!api.find(leases, at)) return;
  const renewTime = microTime(clock.now(), 0);
  api.merge(leases, at, { spec: { renewTime } }, { user: `system:${name}`, manager: name });
}

function createLease({ api, clock }: Pick<Parts, 'api' | 'clock'>, node: string): void {
  const { uid } = api.get('nodes', { name: node }).metadata;
  api.create(
    leases,
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

function renewLease({ api, clock }: Pick<Parts, 'api' | 'clock'>, node: string): void {
  const at = { namespace: 'kube-node-lease', name: node };
  if (!api.find('nodes', { name: node })) return;
  const renewTime = microTime(clock.now(), 0);
  if (!api.find(leases, at)) createLease({ api, clock }, node);
  else api.merge(leases, at, { spec: { renewTime } }, actorOn(node));
}

/** A kubelet names at most so many images of its node, the largest first (nodeStatusMaxImages). */
const mostImages = 50;

function hasNewImages({ api, images }: Parts, name: string): boolean {
  const posted = api.find('nodes', { name })?.status?.images?.length ?? 0;
  return posted !== Math.min(mostImages, images.on(name).length);
}

function postStatus({ api, clock, images }: Parts, name: string): void {
  const node = api.find('nodes', { name });
  if (!node) return;
  const conditions = node.status?.conditions?.map((condition) => ({
    ...condition,
    lastHeartbeatTime: seconds(clock.now()),
  }));
  try {
    const held = images.on(name).toSorted((a, b) => b.bytes - a.bytes || byText(a.text, b.text));
    const status = {
      ...node.status,
      ...(conditions ? { conditions } : {}),
      images: held
        .slice(0, mostImages)
        .map(({ id, text, bytes }) => ({ names: [id, text], sizeBytes: bytes })),
    };
    api.updateStatus('nodes', { ...node, status }, actorOn(name));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function actorOn(node: string) {
  return { user: `system:node:${node}`, manager: 'kubelet' };
}
