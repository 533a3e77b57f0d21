import type { KubeObject } from '#cluster/api/object.ts';
import type { Store } from '#cluster/api/storage/store.ts';
import { builtInGroups, builtInResources, type Group } from './built-in.ts';
import { customResourceOf } from './custom.ts';
import type { Resource } from './resource.ts';
import { byVersionPriority } from './version-priority.ts';

export const definitionsName = 'customresourcedefinitions.apiextensions.k8s.io';

/** Every resource served now: built in, or established by a CustomResourceDefinition in the store. */
export interface Kinds {
  /** By `plural.group`. */
  find: (name: string) => Resource | undefined;
  byKind: (group: string, kind: string) => Resource | undefined;
  all: () => readonly Resource[];
  groups: () => readonly Group[];
  /** The definition of a custom resource. */
  definitionOf: (resource: Resource) => KubeObject | undefined;
}

const byName = new Map(builtInResources.map((resource) => [resource.name, resource]));
const byGroupKind = new Map(
  builtInResources.map((resource) => [`${resource.group}/${resource.kind}`, resource]),
);
const builtInNames = new Set(builtInGroups.map(({ name }) => name));

/** A group of custom resources has this priority: pkg/controlplane/controller/crdregistration (v1.35). */
export const customPriority = 1000;

export function createKinds(store: Store): Kinds {
  const definition = (name: string): KubeObject | undefined =>
    store.get({ resource: definitionsName, namespace: '', name });
  const custom = (): readonly Resource[] =>
    store.list(definitionsName).flatMap((crd) => customResourceOf(crd) ?? []);

  return {
    find: (name) => {
      const found = byName.get(name);
      if (found || !name.includes('.')) return found;
      const crd = definition(name);
      return crd && customResourceOf(crd);
    },
    byKind: (group, kind) =>
      byGroupKind.get(`${group}/${kind}`) ??
      custom().find((resource) => resource.group === group && resource.kind === kind),
    all: () => [...builtInResources, ...custom()],
    groups: () => [...builtInGroups, ...customGroups(custom())],
    definitionOf: (resource) => (resource.custom ? definition(resource.name) : undefined),
  };
}

function customGroups(resources: readonly Resource[]): readonly Group[] {
  const versions = new Map<string, Set<string>>();
  for (const { group, versions: served } of resources) {
    if (builtInNames.has(group)) continue;
    const known = versions.get(group) ?? new Set();
    versions.set(group, new Set([...known, ...served]));
  }
  return [...versions]
    .map(([name, served]) => ({
      name,
      priority: customPriority,
      versions: [...served].toSorted(byVersionPriority),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
