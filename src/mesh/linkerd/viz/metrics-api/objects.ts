import { type Api } from '#cluster/api/api.ts';
import { notFound } from '#cluster/api/errors.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf, ResourceName } from '#cluster/api/resource-types.ts';
import { matchesAll, parseLabelSelector } from '#cluster/api/selector.ts';
import { labelsText } from '#cluster/selector-text.ts';
import type { ResourceType } from '#mesh/linkerd/viz/resource-types.ts';
import type { Resource, Selection } from './messages.ts';

/*
 * Objects of the cluster as metrics-api and tap look for them (linkerd2 edge-26.6.3: controller/k8s/api.go).
 */

export type Pod = ObjectOf<'pods'>;

const groups: Readonly<Partial<Record<ResourceType, string>>> = {
  cronjob: 'batch',
  daemonset: 'apps',
  deployment: 'apps',
  job: 'batch',
  replicaset: 'apps',
  statefulset: 'apps',
  server: 'policy.linkerd.io',
  serverauthorization: 'policy.linkerd.io',
  authorizationpolicy: 'policy.linkerd.io',
  httproute: 'policy.linkerd.io',
  serviceprofile: 'linkerd.io',
};

function resourceNameOf(type: ResourceType): ResourceName {
  const plural = type === 'authorizationpolicy' ? 'authorizationpolicies' : `${type}s`;
  const group = groups[type];
  return group === undefined ? plural : `${plural}.${group}`;
}

/** GetObjects: one by its name, or all that the labels select. Throws an ApiError when that one is not there. */
export function findObjects(
  api: Api,
  { resource, labelSelector }: Selection,
): readonly KubeObject[] {
  const { type, namespace, name } = resource;
  const kind = resourceNameOf(type);
  if (name !== '' && labelSelector === '') {
    const found = api.find(kind, { name, ...(type === 'namespace' ? {} : { namespace }) });
    if (found) return [found];
    // A lister names the type, not the resource.
    throw notFound({ group: groups[type] ?? '', resource: type }, name);
  }
  const requirements = parseLabelSelector(labelSelector);
  return api
    .list(kind, type === 'namespace' || namespace === '' ? {} : { namespace })
    .filter(({ metadata }) => matchesAll(requirements, metadata.labels))
    .filter(({ metadata }) => name === '' || metadata.name === name);
}

/** GetPodsFor: the pods that run, or are about to, and if asked for those that failed. */
export function podsFor(
  api: Api,
  type: ResourceType,
  object: KubeObject,
  includesFailed: boolean,
): readonly Pod[] {
  return candidates(api, type, object).filter(({ status, metadata }) => {
    if (status?.phase === 'Failed') return includesFailed;
    const isActive = status?.phase === 'Pending' || status?.phase === 'Running';
    return isActive && metadata.deletionTimestamp === undefined;
  });
}

type Candidates = (api: Api, object: KubeObject) => readonly Pod[];

const candidatesOf: Readonly<Partial<Record<ResourceType, Candidates>>> = {
  namespace: (api, { metadata }) => api.list('pods', { namespace: metadata.name }),
  pod: (api, { metadata: { namespace, name } }) => {
    const pod = api.find('pods', { namespace, name });
    return pod ? [pod] : [];
  },
  deployment: (api, object) =>
    owned(api, 'replicasets.apps', object).flatMap((one) => owned(api, 'pods', one)),
  cronjob: (api, object) =>
    owned(api, 'jobs.batch', object).flatMap((one) => owned(api, 'pods', one)),
  service: (api, { metadata: { namespace, name } }) => {
    const selector = api.find('services', { namespace, name })?.spec?.selector;
    if (!selector || Object.keys(selector).length === 0) return [];
    return api.list('pods', { namespace, labels: labelsText(selector) });
  },
};

function candidates(api: Api, type: ResourceType, object: KubeObject): readonly Pod[] {
  return candidatesOf[type]?.(api, object) ?? owned(api, 'pods', object);
}

function owned<R extends ResourceName>(
  api: Api,
  resource: R,
  { metadata }: Pick<KubeObject, 'metadata'>,
): readonly ObjectOf<R>[] {
  return api.list(resource, { namespace: metadata.namespace, owner: metadata.uid });
}

/** IsMeshed: its proxy was injected by the control plane of that namespace. */
export function isMeshed({ metadata }: Pod, controlPlane: string): boolean {
  return metadata.labels?.['linkerd.io/control-plane-ns'] === controlPlane;
}

export interface Owner {
  readonly type: string;
  readonly name: string;
}

/** GetOwnerKindAndName: who stands at the end of the chain. */
export function ownerOf(api: Api, { metadata }: Pick<Pod, 'metadata'>): Owner | undefined {
  const [owner] = metadata.ownerReferences ?? [];
  if (!owner || (metadata.ownerReferences?.length ?? 0) !== 1) return undefined;
  const { namespace } = metadata;
  const own = { type: owner.kind.toLowerCase(), name: owner.name };
  const parent = { ReplicaSet: 'replicasets.apps', Job: 'jobs.batch' }[owner.kind];
  const object = parent && api.find(parent, { namespace, name: owner.name });
  return object ? (ownerOf(api, object) ?? own) : own;
}

/** PodIdentity: the name in its certificate. Undefined while it does not run. */
export function identityOf({ metadata, spec, status }: Pod): string | undefined {
  if (status?.phase !== 'Running') return undefined;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const value = containers
    .find(({ name }) => name === 'linkerd-proxy')
    ?.env?.find(({ name }) => name === 'LINKERD2_PROXY_IDENTITY_LOCAL_NAME')?.value;
  return value
    ?.replaceAll('$(_pod_sa)', spec?.serviceAccountName ?? '')
    .replaceAll('$(_pod_ns)', metadata.namespace ?? '');
}

/** Services whose selector selects a pod of the object. */
export function servicesFor(api: Api, resource: Resource, object: KubeObject) {
  const { namespace } = object.metadata;
  if (resource.type === 'service') {
    const service = api.find('services', { namespace, name: object.metadata.name });
    return service ? [service] : [];
  }
  const pods = podsFor(api, resource.type, object, false);
  const place = resource.type === 'namespace' ? object.metadata.name : namespace;
  return api.list('services', { namespace: place }).filter(({ spec }) => {
    const wanted = Object.entries(spec?.selector ?? {});
    return (
      wanted.length > 0 &&
      pods.some(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value))
    );
  });
}
