import { startCronJobController } from './cronjob.ts';
import { startJobController } from './job.ts';
import { startVolumeBinder } from './persistent-volume.ts';
import { startQuotaController } from './quota.ts';
import { startStatefulSetController } from './statefulset.ts';
import { startVolumeProtection } from './volume-protection.ts';

export const controllers = [
  startStatefulSetController,
  startJobController,
  startCronJobController,
  startVolumeBinder,
  startVolumeProtection,
  startQuotaController,
];
