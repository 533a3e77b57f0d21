import type { Api } from '#cluster/api/api.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { isWatched } from './model/credential-secrets.ts';
import { configOf, gatewayApiKinds, istioKinds, type Sources } from './model/sources.ts';

/** Lists what the mesh is made of: the kinds that changed, or all where nothing was read yet. Kinds that are not served have no objects. */
export function readSources(
  api: Api,
  rootNamespace: string,
  before?: Sources,
  changed: ReadonlySet<string> = new Set(),
): Sources {
  const served = new Set<string>(api.resources());
  const isFresh = (kind: string): boolean => !changed.has(kind);
  const objects = (kind: string): readonly KubeObject[] =>
    served.has(kind) ? api.list<string>(kind) : [];
  const slices = 'endpointslices.discovery.k8s.io';
  return {
    services: before && isFresh('services') ? before.services : api.list('services'),
    endpointSlices: before && isFresh(slices) ? before.endpointSlices : api.list(slices),
    pods: before && isFresh('pods') ? before.pods : api.list('pods'),
    nodes: before && isFresh('nodes') ? before.nodes : api.list('nodes'),
    namespaces: before && isFresh('namespaces') ? before.namespaces : api.list('namespaces'),
    secrets: before && isFresh('secrets') ? before.secrets : objects('secrets').filter(isWatched),
    mesh: before && isFresh('configmaps') ? before.mesh : meshText(api, rootNamespace),
    configs: typed<Sources['configs']>(istioKinds, (kind) =>
      before && isFresh(kind) ? before.configs[kind] : objects(kind).map(configOf),
    ),
    gatewayApi: typed<Sources['gatewayApi']>(gatewayApiKinds, (kind) =>
      before && isFresh(kind) ? before.gatewayApi[kind] : objects(kind),
    ),
  };
}

function meshText(api: Api, namespace: string): string {
  return api.find('configmaps', { namespace, name: 'istio' })?.data?.['mesh'] ?? '';
}

/** Stored objects are what the schemas of their definitions let pass: here the lists get the types of their kinds. */
function typed<Lists>(
  kinds: readonly (keyof Lists & string)[],
  read: (kind: keyof Lists & string) => readonly unknown[],
): Lists {
  return Object.fromEntries(kinds.map((kind) => [kind, read(kind)])) as Lists;
}
