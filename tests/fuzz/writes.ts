import type { DeleteOptions, DraftOf, ObjectKey } from '#cluster/api/api.ts';
import type { JsonObject, KubeObject } from '#cluster/api/object.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Cluster } from '#cluster/cluster.ts';

type Written = unknown;

/** The writes that operations are made of. What the server refuses is thrown, or answered: both are well. */
export interface Writes {
  create: (resource: string, object: DraftOf<string>) => Written;
  merge: (resource: string, at: ObjectKey, patch: JsonObject) => Written;
  update: (resource: string, object: KubeObject) => Written;
  delete: (resource: string, at: ObjectKey, options?: DeleteOptions) => Written;
}

/** As a controller writes, or as a client of the HTTP API: an operation goes either way. */
export function someWrites(cluster: Cluster, random: Random): Writes {
  return random.below(2) === 0 ? cluster.api : overHttp(cluster, random);
}

/** What the operations touch, with its type as manifests name it. */
export const types: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  'deployments.apps': ['apps/v1', 'Deployment'],
  'replicasets.apps': ['apps/v1', 'ReplicaSet'],
  'statefulsets.apps': ['apps/v1', 'StatefulSet'],
  'daemonsets.apps': ['apps/v1', 'DaemonSet'],
  'jobs.batch': ['batch/v1', 'Job'],
  pods: ['v1', 'Pod'],
  services: ['v1', 'Service'],
  configmaps: ['v1', 'ConfigMap'],
  'endpointslices.discovery.k8s.io': ['discovery.k8s.io/v1', 'EndpointSlice'],
  nodes: ['v1', 'Node'],
};

function overHttp({ fetch }: Cluster, random: Random): Writes {
  const send = async (method: string, url: string, body: unknown, type = 'json'): Promise<void> => {
    const headers = { 'content-type': `application/${type}` };
    const request = new Request(url, { method, headers, body: JSON.stringify(body) });
    const response = await fetch(request);
    const text = await response.text();
    if (!/^\{"(?:kind|apiVersion|metadata)":/.test(text))
      throw new Error(`${method} ${url}: ${response.status} ${text}`);
  };
  const typed = (resource: string, object: object): object => {
    const [apiVersion, kind] = types[resource] ?? [];
    return { apiVersion, kind, ...object };
  };
  return {
    create: (resource, object) =>
      send('POST', urlOf(resource, { ...object.metadata, name: '' }), typed(resource, object)),
    merge: (resource, at, patch) => {
      const kind = random.below(3);
      if (kind === 0)
        return send('PATCH', urlOf(resource, at), patch, 'strategic-merge-patch+json');
      if (kind === 1) return send('PATCH', urlOf(resource, at), patch, 'merge-patch+json');
      const applied = typed(resource, { ...patch, metadata: { ...at } });
      const url = `${urlOf(resource, at)}?fieldManager=fuzz&force=true`;
      return send('PATCH', url, applied, 'apply-patch+yaml');
    },
    update: (resource, object) => send('PUT', urlOf(resource, object.metadata), object),
    delete: (resource, at, options = {}) => send('DELETE', urlOf(resource, at), options),
  };
}

function urlOf(resource: string, { namespace, name }: ObjectKey): string {
  const [apiVersion = ''] = types[resource] ?? [];
  const root = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  const scope = namespace ? `/namespaces/${namespace}` : '';
  const [plural = ''] = resource.split('.');
  return `https://kubernetes/${root}${scope}/${plural}${name ? `/${name}` : ''}`;
}
