import type { AdmissionWebhook, LateWebhook } from '#cluster/api/api.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';

/** Where a webhook is asked. */
interface Place {
  readonly namespace: string;
  /** Of the Service. */
  readonly name: string;
}

/**
 * Who answers the webhooks of a Service: of several processes behind it, the one that came last, and another once that one is gone.
 */
export interface Desk {
  open: (place: Place, webhook: AdmissionWebhook | LateWebhook) => () => void;
  save: () => Restore;
}

export function createDesk({ registerWebhook }: Pick<MeshHost, 'registerWebhook'>): Desk {
  let open = new Map<string, readonly (AdmissionWebhook | LateWebhook)[]>();
  return {
    open: (place, webhook) => {
      const key = `${place.namespace}/${place.name}`;
      const stop = registerWebhook(place, '/', webhook);
      open.set(key, [...(open.get(key) ?? []), webhook]);
      return () => {
        const left = (open.get(key) ?? []).filter((each) => each !== webhook);
        open.set(key, left);
        stop();
        const last = left.at(-1);
        if (last) registerWebhook(place, '/', last);
      };
    },
    save: () => {
      const saved = new Map(open);
      return () => {
        open = new Map(saved);
      };
    },
  };
}
