import type { Group } from '#cluster/api/kinds/built-in.ts';
import { apiVersionOf, type Resource, type Subresource } from '#cluster/api/kinds/resource.ts';
import { byText } from '#cluster/text-order.ts';

/** In the order of aggregated discovery: priority, then name. */
export function byPriority(groups: readonly Group[]): readonly Group[] {
  return groups.toSorted((a, b) => b.priority - a.priority || byText(a.name, b.name));
}

/** The resources of one version of a group, by plural. */
function resourcesIn(
  resources: readonly Resource[],
  group: string,
  version: string,
): readonly Resource[] {
  return resources
    .filter((one) => one.group === group && one.versions.includes(version))
    .toSorted((a, b) => byText(a.plural, b.plural));
}

/** metav1.APIGroup. */
export function apiGroup({ name, versions }: Group) {
  const all = versions.map((version) => ({
    groupVersion: apiVersionOf(name, version),
    version,
  }));
  return { name, versions: all, preferredVersion: all[0] };
}

/** metav1.APIResourceList. */
export function apiResourceList(group: string, version: string, resources: readonly Resource[]) {
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf(group, version),
    resources: resourcesIn(resources, group, version).flatMap((resource) => [
      apiResource(resource),
      ...resource.subresources.map((sub) => apiSubresource(resource, sub)),
    ]),
  };
}

function apiResource({ plural, singular, namespaced, kind, ...rest }: Resource) {
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: rest.verbs,
    ...(rest.shortNames.length > 0 ? { shortNames: rest.shortNames } : {}),
    ...(rest.categories.length > 0 ? { categories: rest.categories } : {}),
  };
}

function apiSubresource({ plural, namespaced, kind: parent }: Resource, sub: Subresource) {
  const { name, verbs, kind } = sub;
  return {
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...(kind && kind.group !== '' ? { group: kind.group, version: kind.version } : {}),
    kind: kind?.kind ?? parent,
    verbs,
  };
}

/** apidiscovery.k8s.io/v2 APIGroupDiscovery. */
export function groupDiscovery({ name, versions }: Group, resources: readonly Resource[]) {
  return {
    metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
    versions: versions.map((version) => ({
      version,
      resources: resourcesIn(resources, name, version).map((resource) =>
        resourceDiscovery(resource, version),
      ),
      freshness: 'Current',
    })),
  };
}

function resourceDiscovery(resource: Resource, version: string) {
  const { group, kind, plural, singular, shortNames, categories, subresources } = resource;
  const responseKind = { group, version, kind };
  return {
    resource: plural,
    responseKind,
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: resource.verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: sub.kind ?? responseKind,
            verbs: sub.verbs,
          })),
        }
      : {}),
  };
}
