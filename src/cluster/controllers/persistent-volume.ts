import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import type { DraftOf } from '#cluster/api/api.ts';
import type { KubeObject, Stored } from '#cluster/api/object.ts';
import type { Recorder } from '#cluster/events.ts';
import { amountOf } from '#cluster/scheduler/amount.ts';
import { viewAs } from '#cluster/view-as.ts';
import { actor, type Context, type Controller, type Pod } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const claims = 'persistentvolumeclaims';
const volumes = 'persistentvolumes';
const controller = 'persistentvolume-binder';
const by = actor(controller);

type Claim = Stored<IPersistentVolumeClaim>;
type Volume = Stored<IPersistentVolume>;
type Class = Stored<IStorageClass>;

interface Binder extends Context {
  queue: WorkQueue;
  recorder: Recorder;
  /** rancher.io/local-path, as kind has it. */
  provisioner: Recorder;
  /** Nodes of pods that wait for a claim. */
  consumers: (claim: Claim) => string | undefined;
}

/** pkg/controller/volume/persistentvolume, and the provisioner of kind's `standard` class: a claim gets a volume. */
export function startVolumeBinder(context: Context): Controller {
  const { api, events } = context;
  const queue = createWorkQueue(context, (key) => reconcile(binder, key), { intervalMs: 500 });
  const binder: Binder = {
    ...context,
    queue,
    recorder: events.from({ component: 'persistentvolume-controller' }),
    provisioner: events.from({
      component: 'rancher.io/local-path_local-path-provisioner',
    }),
    consumers: (claim) => consumerNode(context, claim),
  };
  for (const claim of api.list(claims)) queue.add(keyOf(claim));
  api.watch(claims, ({ type, object }) => {
    if (type === 'DELETED') release(binder, object);
    else queue.add(keyOf(object));
  });
  api.watch(volumes, ({ type, object }) => {
    const reference = viewAs<IPersistentVolume>(object).spec?.claimRef;
    if (type !== 'DELETED' && reference) queue.add(`${reference.namespace}/${reference.name}`);
    else for (const claim of api.list(claims)) queue.add(keyOf(claim));
  });
  api.watch('pods', ({ type, object, old }) => {
    if (type === 'DELETED' || !object.spec?.nodeName || old?.spec?.nodeName) return;
    for (const name of claimNames(object)) queue.add(`${object.metadata.namespace}/${name}`);
  });
  return queue;
}

function claimNames({ spec }: Pod): readonly string[] {
  return (spec?.volumes ?? []).flatMap((one) => one.persistentVolumeClaim?.claimName ?? []);
}

function consumerNode({ api }: Context, { metadata }: Claim): string | undefined {
  const { namespace, name } = metadata;
  return api
    .list('pods', { namespace })
    .find((pod) => pod.spec?.nodeName && claimNames(pod).includes(name))?.spec?.nodeName;
}

function reconcile(binder: Binder, key: string): void {
  const { api, recorder } = binder;
  const stored = api.find(claims, parseKey(key));
  if (!stored) {
    reclaim(binder, key);
    return;
  }
  const claim = viewAs<IPersistentVolumeClaim>(stored);
  if (claim.status?.phase === 'Bound' || claim.metadata.deletionTimestamp !== undefined) return;
  const match = findVolume(binder, claim);
  if (match) {
    bind(binder, claim, match);
    return;
  }
  if (claim.spec?.volumeName) return;
  const type = classOf(binder, claim);
  if (!type) {
    const text = claim.spec?.storageClassName
      ? `storageclass.storage.k8s.io "${claim.spec.storageClassName}" not found`
      : 'no persistent volumes available for this claim and no storage class is set';
    const reason = claim.spec?.storageClassName ? 'ProvisioningFailed' : 'FailedBinding';
    recorder.event(stored, claim.spec?.storageClassName ? 'Warning' : 'Normal', reason, text);
    return;
  }
  provision(binder, claim, type);
}

function classOf({ api }: Binder, { spec }: Claim): Class | undefined {
  const name = spec?.storageClassName;
  const found = name ? api.find('storageclasses.storage.k8s.io', { name }) : undefined;
  return found && viewAs<IStorageClass>(found);
}

function provision(binder: Binder, claim: Claim, type: Class): void {
  const { api, recorder, provisioner } = binder;
  const node = binder.consumers(claim);
  if (type.volumeBindingMode === 'WaitForFirstConsumer' && node === undefined) {
    const text = 'waiting for first consumer to be created before binding';
    recorder.event(claim, 'Normal', 'WaitForFirstConsumer', text);
    return;
  }
  const name = `pvc-${claim.metadata.uid}`;
  const { namespace } = claim.metadata;
  const waiting = `Waiting for a volume to be created either by the external provisioner '${type.provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  recorder.event(claim, 'Normal', 'ExternalProvisioning', waiting);
  if (type.provisioner !== 'rancher.io/local-path') return;
  const text = `External provisioner is provisioning volume for claim "${namespace}/${claim.metadata.name}"`;
  provisioner.event(claim, 'Normal', 'Provisioning', text);
  const made = api.create(
    volumes,
    localVolume(claim, type, name, node),
    actor('local-path-provisioner'),
  );
  provisioner.event(
    claim,
    'Normal',
    'ProvisioningSucceeded',
    `Successfully provisioned volume ${name}`,
  );
  bind(binder, claim, viewAs<IPersistentVolume>(made));
}

function localVolume(claim: Claim, type: Class, name: string, node: string | undefined) {
  const { namespace = '' } = claim.metadata;
  const path = `/var/local-path-provisioner/${name}_${namespace}_${claim.metadata.name}`;
  const draft: DraftOf<'persistentvolumes'> = {
    metadata: {
      name,
      annotations: {
        'local.path.provisioner/selected-node': node ?? '',
        'pv.kubernetes.io/provisioned-by': type.provisioner,
      },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] },
      claimRef: referenceTo(claim),
      hostPath: { path, type: 'DirectoryOrCreate' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }],
            },
          ],
        },
      },
      persistentVolumeReclaimPolicy: type.reclaimPolicy ?? 'Delete',
      storageClassName: type.metadata.name,
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
    },
  };
  return draft;
}

function referenceTo({ metadata }: Claim) {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
}

/** A volume that was made for this claim, or that is free and large enough. */
function findVolume({ api }: Binder, claim: Claim): Volume | undefined {
  const { namespace, name, uid } = claim.metadata;
  const all = api.list(volumes).map((one) => viewAs<IPersistentVolume>(one));
  const wanted = amountOf('storage', claim.spec?.resources?.requests?.['storage']);
  const size = ({ spec }: Volume): number => amountOf('storage', spec?.capacity?.['storage']);
  const isReserved = ({ spec }: Volume): boolean =>
    spec?.claimRef?.namespace === namespace &&
    spec?.claimRef?.name === name &&
    (spec?.claimRef?.uid ?? uid) === uid;
  const isFree = (volume: Volume): boolean =>
    !volume.spec?.claimRef &&
    (volume.spec?.storageClassName ?? '') === (claim.spec?.storageClassName ?? '') &&
    (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode)) &&
    (!claim.spec?.volumeName || claim.spec.volumeName === volume.metadata.name) &&
    size(volume) >= wanted;
  return all.find(isReserved) ?? all.filter(isFree).toSorted((a, b) => size(a) - size(b))[0];
}

function bind({ api }: Binder, claim: Claim, volume: Volume): void {
  const { name } = volume.metadata;
  const at = { namespace: claim.metadata.namespace, name: claim.metadata.name };
  const reference = { claimRef: referenceTo(claim) };
  if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
    api.merge(volumes, { name }, { spec: reference }, by);
  }
  api.merge(volumes, { name }, { status: { phase: 'Bound' } }, { ...by, subresource: 'status' });
  const annotations = {
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
  };
  api.merge(claims, at, { metadata: { annotations }, spec: { volumeName: name } }, by);
  const status = {
    phase: 'Bound',
    accessModes: volume.spec?.accessModes ?? [],
    capacity: { storage: volume.spec?.capacity?.['storage'] ?? '0' },
  };
  api.merge(claims, at, { status }, { ...by, subresource: 'status' });
}

function release({ queue }: Binder, claim: KubeObject): void {
  queue.add(keyOf(claim));
}

/** The claim is gone: its volume goes too, or stays as Released. */
function reclaim({ api }: Binder, key: string): void {
  for (const one of api.list(volumes)) {
    const { metadata, spec } = viewAs<IPersistentVolume>(one);
    const reference = spec?.claimRef;
    if (!reference || `${reference.namespace}/${reference.name}` !== key) continue;
    const at = { name: metadata.name };
    if (spec.persistentVolumeReclaimPolicy !== 'Delete') {
      api.merge(volumes, at, { status: { phase: 'Released' } }, { ...by, subresource: 'status' });
      continue;
    }
    if (metadata.finalizers) api.merge(volumes, at, { metadata: { finalizers: null } }, by);
    if (api.find(volumes, at)) api.delete(volumes, at, by);
  }
}
