import type { ChangeOf } from '#cluster/api/api.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { Recorder } from '#cluster/events.ts';
import { createAddresses } from './addresses.ts';
import type { Image, ListedImage } from './image.ts';
import { createNodeImages } from './node-images.ts';
import type { Kubelet, KubeletParts, Note, Pod } from './parts.ts';
import { fieldPath } from './pod-spec.ts';
import { createPodStates } from './pod-state.ts';
import { createPodVolumes } from './pod-volumes.ts';
import { createRuntime } from './runtime.ts';
import { syncPod } from './sync.ts';

interface Kubelets {
  readonly kubelet: Kubelet;
  isSaveable: () => boolean;
  save: () => Restore;
}

/** The runtime's listing is read each second (the PLEG's relist). */
const relistMs = 1000;

/** The kubelets of all the nodes that the API has. */
export function startKubelets(
  parts: KubeletParts,
  images: readonly (Image | ListedImage)[],
): Kubelets {
  const { api, clock } = parts;
  const runtime = createRuntime();
  const pods = createPodStates();
  let planned = new Map<string, number>();

  const queue = (uid: string, after: number): void => {
    const time = clock.now() + after;
    if ((planned.get(uid) ?? Number.POSITIVE_INFINITY) <= time) return;
    planned.set(uid, time);
    clock.at(time, () => {
      if (planned.get(uid) !== time) return;
      planned.delete(uid);
      syncPod(kubelet, uid);
    });
  };
  const kubelet: Kubelet = {
    ...parts,
    pods,
    runtime,
    images: createNodeImages(images),
    addresses: createAddresses(),
    volumes: createPodVolumes(api, clock),
    find: (uid) => {
      const state = pods.find(uid);
      const pod = state && api.find('pods', { namespace: state.namespace, name: state.name });
      return pod?.metadata.uid === uid ? pod : undefined;
    },
    queue,
    queueAtRelist: (uid) => queue(uid, relistMs - (clock.now() % relistMs)),
    report: createReport(parts),
  };
  api.watch('pods', (change) => follow(kubelet, change));
  const parts_ = [pods, runtime, kubelet.images, kubelet.addresses, kubelet.volumes];

  return {
    kubelet,
    isSaveable: runtime.isSaveable,
    save: () => {
      const savedPlan = new Map(planned);
      const restores = parts_.map((part) => part.save());
      return () => {
        planned = new Map(savedPlan);
        for (const restore of restores) restore();
      };
    },
  };
}

function createReport({ events }: KubeletParts): Kubelet['report'] {
  const recorders = new Map<string, Recorder>();
  return (pod, { type, reason, message, container }: Note) => {
    const host = pod.spec?.nodeName ?? '';
    const recorder = recorders.get(host) ?? events.from({ component: 'kubelet', host });
    recorders.set(host, recorder);
    const { apiVersion, kind } = pod;
    // The kubelet knows a static pod by its manifest's hash, not by its mirror's uid.
    const uid = pod.metadata.annotations?.['kubernetes.io/config.mirror'] ?? pod.metadata.uid;
    const metadata = { ...pod.metadata, uid };
    const path = container === undefined ? {} : { fieldPath: fieldPath(pod, container) };
    recorder.event({ apiVersion, kind, metadata, ...path }, type, reason, message);
  };
}

/** Looks only at what concerns a kubelet: a pod that arrives, that is changed, that goes. */
function follow(kubelet: Kubelet, { type, object, old }: ChangeOf<'pods'>): void {
  const { clock, pods, random } = kubelet;
  const { uid, namespace = '', name } = object.metadata;
  const node = object.spec?.nodeName;
  if (!node) return;
  if (!pods.find(uid)) {
    if (type === 'DELETED' || isOver(object)) return;
    pods.put({
      uid,
      namespace,
      name,
      node,
      startTime: clock.now(),
      stage: 'new',
      isBusy: false,
      isAskedAgain: false,
      tried: [],
      mountFailures: 0,
      mountAt: 0,
      containers: new Map(),
    });
    kubelet.queue(uid, 10 + random.below(30));
    planDeadline(kubelet, object);
    return;
  }
  const isOnlyStatus =
    old &&
    !object.spec?.readinessGates &&
    old.metadata.deletionTimestamp === object.metadata.deletionTimestamp &&
    old.metadata.deletionGracePeriodSeconds === object.metadata.deletionGracePeriodSeconds &&
    old.metadata.generation === object.metadata.generation;
  if (!isOnlyStatus || type === 'DELETED') kubelet.queue(uid, 10);
}

function planDeadline(kubelet: Kubelet, { metadata, spec }: Pod): void {
  const seconds = spec?.activeDeadlineSeconds;
  if (seconds === undefined) return;
  kubelet.clock.after(seconds * 1000 + 1, () => kubelet.queue(metadata.uid, 0));
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
