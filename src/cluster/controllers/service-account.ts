import { ApiError } from '#cluster/api/api.ts';
import { actor, type Context, type Controller } from './context.ts';
import { createWorkQueue } from './work-queue.ts';

const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** pkg/controller/serviceaccount: a `default` account in every namespace, put back when it is deleted. */
export function startServiceAccountController(context: Context): Controller {
  const by = actor('service-account-controller');
  return inEveryNamespace(context, 'serviceaccounts', 'default', (namespace) => {
    context.api.create('serviceaccounts', { metadata: { namespace, name: 'default' } }, by);
  });
}

/** pkg/controller/certificates/rootcacertpublisher. */
export function startRootCaPublisher(context: Context): Controller {
  const by = actor('root-ca-cert-publisher');
  const name = 'kube-root-ca.crt';
  return inEveryNamespace(context, 'configmaps', name, (namespace) => {
    const annotations = { 'kubernetes.io/description': description };
    const data = { 'ca.crt': context.options?.rootCertificate ?? '' };
    context.api.create('configmaps', { metadata: { namespace, name, annotations }, data }, by);
  });
}

function inEveryNamespace(
  context: Context,
  resource: 'serviceaccounts' | 'configmaps',
  name: string,
  create: (namespace: string) => void,
): Controller {
  const { api } = context;
  const queue = createWorkQueue(context, (namespace) => {
    const found = api.find('namespaces', { name: namespace });
    if (!found || found.metadata.deletionTimestamp !== undefined) return;
    if (api.find(resource, { namespace, name })) return;
    try {
      create(namespace);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status.reason !== 'AlreadyExists') throw error;
    }
  });
  for (const { metadata } of api.list('namespaces')) queue.add(metadata.name);
  api.watch('namespaces', ({ type, object }) => {
    if (type !== 'DELETED') queue.add(object.metadata.name);
  });
  const onChange = (type: string, metadata: { name: string; namespace?: string }): void => {
    if (type === 'DELETED' && metadata.name === name) queue.add(metadata.namespace ?? '');
  };
  if (resource === 'configmaps') {
    api.watch('configmaps', ({ type, object }) => onChange(type, object.metadata));
  } else {
    api.watch('serviceaccounts', ({ type, object }) => onChange(type, object.metadata));
  }
  return queue;
}
