import { at, fieldsOf, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { subresourceOf } from './built-in.ts';
import type { Resource } from './resource.ts';
import { byVersionPriority } from './version-priority.ts';

const made = new WeakMap<KubeObject, Resource>();
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The resource that a CustomResourceDefinition serves, once its names are accepted; none before. */
export function customResourceOf(crd: KubeObject): Resource | undefined {
  const known = made.get(crd);
  if (known) return known;
  if (!hasCondition(crd, 'Established')) return undefined;
  const resource = resourceFrom(crd);
  made.set(crd, resource);
  return resource;
}

function hasCondition(crd: KubeObject, type: string): boolean {
  return listOf(at(crd, 'status', 'conditions')).some(
    (condition) => at(condition, 'type') === type && at(condition, 'status') === 'True',
  );
}

function resourceFrom(crd: KubeObject): Resource {
  const names = fieldsOf(at(crd, 'status', 'acceptedNames'));
  const versions = listOf(at(crd, 'spec', 'versions')).map(fieldsOf);
  const served = versions.filter((version) => version['served'] === true);
  const kind = textOf(names['kind']);
  const plural = textOf(names['plural']);
  return {
    name: crd.metadata.name,
    group: textOf(at(crd, 'spec', 'group')),
    versions: served.map((version) => textOf(version['name'])).toSorted(byVersionPriority),
    storageVersion: textOf(versions.find((version) => version['storage'] === true)?.['name']),
    kind,
    listKind: optionalText(names['listKind']) ?? `${kind}List`,
    plural,
    singular: optionalText(names['singular']) ?? kind.toLowerCase(),
    shortNames: listOf(names['shortNames']).map(textOf),
    categories: listOf(names['categories']).map(textOf),
    namespaced: at(crd, 'spec', 'scope') === 'Namespaced',
    verbs: [...verbs],
    subresources: ['status', 'scale']
      .filter((name) => served.some((version) => at(version, 'subresources', name) !== undefined))
      .map((name) => subresourceOf(name, plural)),
    counted: true,
    custom: true,
  };
}
