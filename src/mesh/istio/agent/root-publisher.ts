import { ApiError } from '#cluster/api/api.ts';
import { createWorkQueue, type WorkQueue } from '#cluster/controllers/work-queue.ts';
import type { MeshHost } from './mesh.ts';

const configMap = 'istio-ca-root-cert';
const by = { manager: 'pilot-discovery' };

/** Never given it (pkg/kube/inject: IgnoredNamespaces, but for istio-system). */
const without = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

export interface Publisher extends Pick<WorkQueue, 'save'> {
  stop: () => void;
}

/** Gives every namespace the root that its proxies trust istiod by (pilot/pkg/serviceregistry: NamespaceController). */
export function publishRoot({ api, clock, random }: MeshHost, pem: string): Publisher {
  let isStopped = false;
  const queue = createWorkQueue({ clock, random }, (namespace) => {
    const found = api.find('namespaces', { name: namespace });
    if (isStopped || !found || found.metadata.deletionTimestamp !== undefined) return;
    const data = { 'root-cert.pem': pem };
    const key = { namespace, name: configMap };
    const stored = api.find('configmaps', key);
    if (stored?.data?.['root-cert.pem'] === pem) return;
    if (stored) api.merge('configmaps', key, { data }, by);
    else {
      const metadata = { ...key, labels: { 'istio.io/config': 'true' } };
      create(() => api.create('configmaps', { metadata, data }, by));
    }
  });
  const add = (namespace: string): void => {
    if (!without.has(namespace)) queue.add(namespace);
  };
  for (const { metadata } of api.list('namespaces')) add(metadata.name);
  const stops = [
    api.watch('namespaces', ({ type, object }) => {
      if (type !== 'DELETED') add(object.metadata.name);
    }),
    api.watch('configmaps', ({ object }) => {
      if (object.metadata.name === configMap) add(object.metadata.namespace ?? '');
    }),
  ];
  return {
    stop: () => {
      isStopped = true;
      for (const stop of stops) stop();
    },
    save: () => {
      const saved = isStopped;
      const restore = queue.save();
      return () => {
        isStopped = saved;
        restore();
      };
    },
  };
}

function create(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.reason !== 'AlreadyExists') throw error;
  }
}
