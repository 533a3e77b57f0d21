import { ApiError } from '#cluster/api/api.ts';
import { at, fieldsOf, isEqual, listOf } from '#cluster/api/json.ts';
import type { Place } from './injector-config.ts';
import type { MeshHost } from './mesh.ts';

const by = { manager: 'pilot-discovery' };

/** Elections that one istiod of all wins. Older releases held them in config maps, which are still made. */
const elections = ['istio-leader', 'istio-namespace-controller-election'];

export function takeLocks({ api, clock }: MeshHost, namespace: string, holder: string): void {
  const renewTime = new Date(clock.now()).toISOString().replace('Z', '000Z');
  for (const name of elections) {
    unlessThere(() => api.create('configmaps', { metadata: { namespace, name } }, by));
    const spec = { holderIdentity: holder, leaseDurationSeconds: 30, leaseTransitions: 0 };
    const times = { acquireTime: renewTime, renewTime };
    unlessThere(() =>
      api.create(
        'leases.coordination.k8s.io',
        { metadata: { namespace, name }, spec: { ...spec, ...times } },
        by,
      ),
    );
  }
}

const configurations = [
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
] as const;

/**
 * Writes this istiod's root in the webhooks that lead to it, and makes validation binding now that it is answered
 * (pkg/webhooks/webhookpatch.go, pkg/webhooks/validation/controller).
 */
export function trustWebhooks({ api }: MeshHost, place: Place, caBundle: string): void {
  const service = place.revision === '' ? 'istiod' : `istiod-${place.revision}`;
  for (const resource of configurations)
    for (const configuration of api.list(resource)) {
      const webhooks = listOf(configuration['webhooks']);
      const changed = webhooks.map((webhook) => {
        const { name, namespace } = fieldsOf(at(webhook, 'clientConfig', 'service'));
        if (name !== service || namespace !== place.namespace) return webhook;
        const clientConfig = { ...fieldsOf(at(webhook, 'clientConfig')), caBundle };
        return {
          ...fieldsOf(webhook),
          clientConfig,
          ...(resource.startsWith('validating') && { failurePolicy: 'Fail' }),
        };
      });
      if (isEqual(webhooks, changed)) continue;
      const key = { name: configuration.metadata.name };
      api.merge(resource, key, JSON.parse(JSON.stringify({ webhooks: changed })), by);
    }
}

function unlessThere(create: () => unknown): void {
  try {
    create();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.reason !== 'AlreadyExists') throw error;
  }
}
