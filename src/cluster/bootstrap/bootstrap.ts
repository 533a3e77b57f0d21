import type { Api } from '#cluster/api/api.ts';
import type { ClockDriver } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Kubelet } from '#cluster/kubelet/parts.ts';
import { parseReference } from '#cluster/kubelet/reference.ts';
import type { Network } from '#cluster/network/network.ts';
import { startHeartbeats } from './heartbeats.ts';
import { createNode, nodePlans } from './nodes.ts';
import { createStaticPods } from './static-pods.ts';
import { systemImages } from './system-images.ts';
import { createSystemObjects } from './system-objects.ts';
import { createSystemWorkloads } from './system-workloads.ts';

/** How old the cluster is when a learner arrives. */
export const clusterAge = 5 * 60_000;

/** The workers join when the control plane is up: its own pods are all there by then. */
const joinMs = 20_000;

interface BootstrapParts {
  api: Api;
  clock: ClockDriver;
  random: Random;
  network: Network;
  kubelet: Kubelet;
  podsPerNode: number;
}

/** Makes the cluster as `kind create cluster` does, and lets it settle: the controllers, the scheduler and the kubelets are the real ones. */
export function bootstrap({
  api,
  clock,
  random,
  network,
  kubelet,
  podsPerNode,
}: BootstrapParts): void {
  createSystemObjects(api);
  nodePlans.forEach((plan, order) => {
    network.addNode(plan);
    for (const { name } of systemImages) {
      const reference = parseReference(name);
      if (reference) kubelet.images.add(plan.name, reference);
    }
    const join = (): void =>
      createNode({ api, random, now: clock.now(), podsPerNode }, plan, order);
    if (plan.isControlPlane) join();
    else clock.after(joinMs, join);
  });
  createStaticPods({ api, clock, random });
  createSystemWorkloads(api);
  clock.advance(joinMs);
  const unseenMs = clusterAge - joinMs;
  startHeartbeats(
    { api, clock, random, images: kubelet.images },
    nodePlans.map(({ name }) => name),
    { unseenMs },
  );
  clock.advance(unseenMs);
}
