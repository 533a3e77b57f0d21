import { ApiError } from '#cluster/api/api.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';

const name = 'policy-controller-write';
const resource = 'leases.coordination.k8s.io';
const by = { manager: 'policy-controller' };

/** Who of several writes statuses: it holds this lease (policy-controller/src/main.rs). Its pod's name, while that pod is there. */
export function claimLease(
  { api, clock }: MeshHost,
  namespace: string,
  { pod }: Container,
): boolean {
  const held = api.find(resource, { namespace, name });
  const holder = held?.spec?.holderIdentity ?? undefined;
  if (holder === pod.name) return true;
  if (holder !== undefined && api.find('pods', { namespace, name: holder })) return false;
  const time = new Date(clock.now()).toISOString().replace('Z', '000Z');
  const spec = {
    holderIdentity: pod.name,
    leaseDurationSeconds: 30,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: (held?.spec?.leaseTransitions ?? -1) + 1,
  };
  try {
    if (held) api.merge(resource, { namespace, name }, { spec }, by);
    else {
      const labels = {
        'linkerd.io/control-plane-component': 'destination',
        'linkerd.io/control-plane-ns': namespace,
      };
      api.create(resource, { metadata: { namespace, name, labels }, spec }, by);
    }
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return false;
  }
}
