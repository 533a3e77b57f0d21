import { startCronJobController } from './cronjob.ts';
import { startJobController } from './job.ts';

export const controllers = [startJobController, startCronJobController];
