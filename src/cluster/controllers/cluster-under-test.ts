import { limits } from '#cluster/api/admission/late-limits.ts';
import { createApi } from '#cluster/api/create-api.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createEventRecorder } from '#cluster/events.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { ControllerOptions } from './context.ts';
import { targetNode } from './daemonset-nodes.ts';
import { startControllers } from './start.ts';
import { loadLateControllers } from './start-late.ts';

await Promise.all([loadLateControllers(), limits.load()]);

type Pod = ObjectOf<'pods'>;

export interface TestOptions {
  readyAfterMs?: number;
  options?: ControllerOptions;
  seed?: number;
  /** A pod that never becomes ready. */
  isStuck?: (pod: Pod) => boolean;
  /** How a pod ends, at the moment when it would become ready. */
  endsAs?: (pod: Pod) => 'Succeeded' | 'Failed' | undefined;
}

/** An API and its controllers; pods become ready `readyAfterMs` after their creation, as if a node ran them. */
export function startCluster({
  readyAfterMs = 1500,
  options = {},
  seed = 1,
  isStuck = () => false,
  endsAs = () => undefined,
}: TestOptions = {}) {
  const clock = createClock(Date.parse('2026-01-01T00:00:00Z'));
  const random = createRandom(seed);
  const { api } = createApi({ clock, random });
  const events = createEventRecorder({ api, clock, random });
  for (const name of ['default', 'kube-system']) {
    if (!api.find('namespaces', { name })) api.create('namespaces', { metadata: { name } });
  }
  const controllers = startControllers({ api, clock, random, events, options });
  let lastAddress = 1;
  const setReady = (key: { namespace?: string | undefined; name: string }, uid: string): void => {
    const pod = api.find('pods', key);
    if (!pod || pod.metadata.uid !== uid || pod.metadata.deletionTimestamp || isStuck(pod)) return;
    lastAddress += 1;
    api.bind(pod.metadata, targetNode(pod) || `node-${(lastAddress % 2) + 1}`);
    const bound = api.get('pods', key);
    const phase = endsAs(bound);
    if (phase) {
      api.updateStatus('pods', ended(bound, phase, seconds(clock.now())));
      return;
    }
    api.updateStatus('pods', ready(bound, `10.244.1.${lastAddress}`, seconds(clock.now())));
  };
  api.watch('pods', ({ type, object }) => {
    const { namespace, name, uid, deletionTimestamp } = object.metadata;
    if (type === 'ADDED') clock.after(readyAfterMs, () => setReady({ namespace, name }, uid));
    if (type === 'MODIFIED' && deletionTimestamp !== undefined) {
      clock.after(1000, () => {
        const pod = api.find('pods', { namespace, name });
        if (pod?.metadata.uid === uid) api.delete('pods', pod.metadata, { gracePeriodSeconds: 0 });
      });
    }
  });
  return {
    api,
    clock,
    random,
    save: () => {
      const parts = [api, clock, random, events, controllers];
      const restores = parts.map((part) => part.save());
      const address = lastAddress;
      return () => {
        restores.forEach((restore) => restore());
        lastAddress = address;
      };
    },
  };
}

function ready(pod: Pod, ip: string, now: string): Pod {
  const condition = (type: string) => ({ type, status: 'True' as const, lastTransitionTime: now });
  return {
    ...pod,
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(condition),
    },
  };
}

function ended(pod: Pod, phase: 'Succeeded' | 'Failed', finishedAt: string): Pod {
  const terminated = { exitCode: phase === 'Failed' ? 1 : 0, finishedAt, startedAt: finishedAt };
  const containerStatuses = (pod.spec?.containers ?? []).map(({ name }) => ({
    name,
    image: '',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { terminated },
  }));
  return { ...pod, status: { phase, containerStatuses } };
}
