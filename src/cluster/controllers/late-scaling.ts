import { startAutoscaler } from './autoscaler.ts';
import { startDisruptionController } from './disruption.ts';

export const controllers = [startDisruptionController, startAutoscaler];
