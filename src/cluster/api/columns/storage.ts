import type { IResourceClaim } from 'kubernetes-models/resource.k8s.io/v1/ResourceClaim';
import type { IResourceSlice } from 'kubernetes-models/resource.k8s.io/v1/ResourceSlice';
import type { ICSIDriver } from 'kubernetes-models/storage.k8s.io/v1/CSIDriver';
import type { ICSINode } from 'kubernetes-models/storage.k8s.io/v1/CSINode';
import type { ICSIStorageCapacity } from 'kubernetes-models/storage.k8s.io/v1/CSIStorageCapacity';
import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import type { IVolumeAttachment } from 'kubernetes-models/storage.k8s.io/v1/VolumeAttachment';
import type { IVolumeAttributesClass } from 'kubernetes-models/storage.k8s.io/v1/VolumeAttributesClass';
import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { ObjectMeta, Stored } from '#cluster/api/object.ts';
import { columns, orNone, type Columns } from './columns.ts';

export const storageColumns: Record<string, Columns> = {
  persistentvolumes: columns<IPersistentVolume>(
    'Name Capacity Access_Modes Reclaim_Policy Status Claim StorageClass VolumeAttributesClass Reason Age VolumeMode+',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      `${spec?.capacity?.['storage'] ?? 0}`,
      accessModes(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
      className(metadata, spec?.storageClassName),
      spec?.volumeAttributesClassName ?? '<unset>',
      status?.reason ?? '',
      since(metadata.creationTimestamp),
      spec?.volumeMode ?? '<unset>',
    ],
  ),
  persistentvolumeclaims: columns<IPersistentVolumeClaim>(
    'Name Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age VolumeMode+',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      spec?.volumeName ?? '',
      spec?.volumeName ? `${status?.capacity?.['storage'] ?? 0}` : '',
      spec?.volumeName ? accessModes(status?.accessModes) : '',
      className(metadata, spec?.storageClassName),
      spec?.volumeAttributesClassName ?? '<unset>',
      since(metadata.creationTimestamp),
      spec?.volumeMode ?? '<unset>',
    ],
  ),
  'storageclasses.storage.k8s.io': columns<IStorageClass>(
    'Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age',
    (type, since) => [
      nameOfClass(type.metadata, 'storageclass'),
      type.provisioner,
      type.reclaimPolicy ?? 'Delete',
      type.volumeBindingMode ?? 'Immediate',
      type.allowVolumeExpansion ?? false,
      since(type.metadata.creationTimestamp),
    ],
  ),
  'volumeattributesclasses.storage.k8s.io': columns<IVolumeAttributesClass>(
    'Name DriverName Age',
    ({ metadata, driverName }, since) => [
      nameOfClass(metadata, 'volumeattributesclass'),
      driverName,
      since(metadata.creationTimestamp),
    ],
  ),
  'volumeattachments.storage.k8s.io': columns<IVolumeAttachment>(
    'Name Attacher PV Node Attached:b Age',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      spec.attacher,
      spec.source.persistentVolumeName ?? '',
      spec.nodeName,
      status?.attached ?? false,
      since(metadata.creationTimestamp),
    ],
  ),
  'csinodes.storage.k8s.io': columns<ICSINode>(
    'Name Drivers:i Age',
    ({ metadata, spec }, since) => [
      metadata.name,
      spec.drivers.length,
      since(metadata.creationTimestamp),
    ],
  ),
  'csidrivers.storage.k8s.io': columns<ICSIDriver>(
    'Name AttachRequired:b PodInfoOnMount:b StorageCapacity:b TokenRequests RequiresRepublish:b Modes Age',
    ({ metadata, spec }, since) => [
      metadata.name,
      spec.attachRequired ?? true,
      spec.podInfoOnMount ?? false,
      spec.storageCapacity ?? false,
      spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>',
      spec.requiresRepublish ?? false,
      orNone(spec.volumeLifecycleModes?.join(',')),
      since(metadata.creationTimestamp),
    ],
  ),
  'csistoragecapacities.storage.k8s.io': columns<ICSIStorageCapacity>(
    'Name StorageClassName Capacity',
    ({ metadata, storageClassName, capacity }) => [
      metadata.name,
      storageClassName,
      `${capacity ?? '<unset>'}`,
    ],
  ),
  'deviceclasses.resource.k8s.io': nameAndAge(),
  'resourceclaimtemplates.resource.k8s.io': nameAndAge(),
  'resourceclaims.resource.k8s.io': columns<IResourceClaim>('Name State Age', (claim, since) => [
    claim.metadata.name,
    claimState(claim),
    since(claim.metadata.creationTimestamp),
  ]),
  'resourceslices.resource.k8s.io': columns<IResourceSlice>(
    'Name Node Driver Pool Age',
    ({ metadata, spec }, since) => [
      metadata.name,
      spec.nodeName ?? '',
      spec.driver,
      spec.pool.name,
      since(metadata.creationTimestamp),
    ],
  ),
};

function nameAndAge(): Columns {
  return columns('Name Age', ({ metadata }, since) => [
    metadata.name,
    since(metadata.creationTimestamp),
  ]);
}

const modes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

function accessModes(wanted: readonly string[] = []): string {
  return modes
    .filter(([name]) => wanted.includes(name))
    .map(([, short]) => short)
    .join(',');
}

function className(metadata: ObjectMeta, field: string | undefined): string {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? field ?? '';
}

function nameOfClass({ name, annotations = {} }: ObjectMeta, kind: string): string {
  const isDefault =
    annotations[`${kind}.kubernetes.io/is-default-class`] === 'true' ||
    annotations[`${kind}.beta.kubernetes.io/is-default-class`] === 'true';
  return isDefault ? `${name} (default)` : name;
}

function claimState({ metadata, status }: Stored<IResourceClaim>): string {
  const states = metadata.deletionTimestamp === undefined ? [] : ['deleted'];
  if (status?.allocation)
    states.push('allocated', ...(status.reservedFor?.length ? ['reserved'] : []));
  else if (states.length === 0) states.push('pending');
  return states.join(',');
}
