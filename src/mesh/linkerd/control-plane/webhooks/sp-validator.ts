import type { AdmissionResponse } from '#cluster/api/api.ts';
import type { MainProcess } from '#cluster/kubelet/image.ts';
import type { Surroundings } from '#mesh/linkerd/control-plane/surroundings.ts';
import { problemOfProfile } from './service-profile-problems.ts';
import { startWebhook } from './server.ts';

/** `controller sp-validator`: controller/sp-validator of linkerd2 (edge-26.6.3). */
export function startSpValidator(surroundings: Surroundings): MainProcess {
  return startWebhook(surroundings, {
    service: 'linkerd-sp-validator',
    adminAddress: ':9997',
    answer: () => ({
      webhook: ({ object }): AdmissionResponse => {
        const message = object && problemOfProfile(object);
        return message === undefined ? { allowed: true } : { allowed: false, status: { message } };
      },
    }),
  });
}
