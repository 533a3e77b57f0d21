import { startVolumeBinder } from './persistent-volume.ts';
import { startQuotaController } from './quota.ts';
import { startStatefulSetController } from './statefulset.ts';
import { startVolumeProtection } from './volume-protection.ts';

/** A stateful set asks for volumes; a quota counts them among others. */
export const controllers = [
  startStatefulSetController,
  startVolumeBinder,
  startVolumeProtection,
  startQuotaController,
];
