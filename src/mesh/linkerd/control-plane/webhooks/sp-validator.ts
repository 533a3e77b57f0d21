import type { AdmissionResponse } from '#cluster/api/api.ts';
import type { MainProcess } from '#cluster/kubelet/image.ts';
import type { Surroundings } from '#mesh/linkerd/control-plane/surroundings.ts';
import { later } from '#process/later.ts';
import { startWebhook } from './server.ts';

/** Loaded with the first ServiceProfile that somebody writes. */
const webhook = later(async () => {
  const { problemOfProfile } = await import('./service-profile-problems.ts');
  return ({
    object,
  }: {
    readonly object?: Parameters<typeof problemOfProfile>[0];
  }): AdmissionResponse => {
    const message = object && problemOfProfile(object);
    return message === undefined ? { allowed: true } : { allowed: false, status: { message } };
  };
});

/** `controller sp-validator`: controller/sp-validator of linkerd2 (edge-26.6.3). */
export function startSpValidator(surroundings: Surroundings): MainProcess {
  return startWebhook(surroundings, {
    service: 'linkerd-sp-validator',
    adminAddress: ':9997',
    answer: () => ({ webhook }),
  });
}
