import { startAutoscaler } from './autoscaler.ts';
import type { Context, Controller } from './context.ts';
import { startCronJobController } from './cronjob.ts';
import { startDisruptionController } from './disruption.ts';
import { startJobController } from './job.ts';
import { startVolumeBinder } from './persistent-volume.ts';
import { startQuotaController } from './quota.ts';
import { startStatefulSetController } from './statefulset.ts';
import { startVolumeProtection } from './volume-protection.ts';

/** Those whose kinds a new cluster has no object of. */
export const lateControllers: readonly ((context: Context) => Controller)[] = [
  startStatefulSetController,
  startJobController,
  startCronJobController,
  startVolumeBinder,
  startVolumeProtection,
  startDisruptionController,
  startAutoscaler,
  startQuotaController,
];
