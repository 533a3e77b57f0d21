import type { Fields } from '#cluster/api/json.ts';
import { apiVersionOf, type Resource } from '#cluster/api/kinds/resource.ts';

/** The operations of a resource in one version, with what clients look for: its kind, the query parameters of writes. */
export function pathsOf(resource: Resource, version: string): [string, Fields][] {
  const { group, plural, namespaced, verbs } = resource;
  const prefix = `/${group === '' ? 'api' : 'apis'}/${apiVersionOf(group, version)}`;
  const collection = `${prefix}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  const operations = (names: Record<string, string>, kind: Fields): Fields =>
    Object.fromEntries(
      Object.entries(names)
        .filter(([verb]) => verbs.includes(verb))
        .map(([verb, method]) => [method, operation(verb, kind, resource)]),
    );
  const kind = { group, version, kind: resource.kind };
  const own: [string, Fields][] = [
    [collection, operations({ list: 'get', create: 'post', deletecollection: 'delete' }, kind)],
    [
      `${collection}/{name}`,
      operations({ get: 'get', update: 'put', patch: 'patch', delete: 'delete' }, kind),
    ],
    ...(namespaced
      ? [[`${prefix}/${plural}`, operations({ list: 'get' }, kind)] as [string, Fields]]
      : []),
    ...resource.subresources.map(({ name, kind: other, verbs: known }): [string, Fields] => [
      `${collection}/{name}/${name}`,
      Object.fromEntries(
        Object.entries({ get: 'get', create: 'post', update: 'put', patch: 'patch' })
          .filter(([verb]) => known.includes(verb))
          .map(([verb, method]) => [
            method,
            operation(verb, other === undefined ? kind : { ...other }, resource),
          ]),
      ),
    ]),
  ];
  return own.filter(([, path]) => Object.keys(path).length > 0);
}

const action: Record<string, string> = {
  create: 'post',
  update: 'put',
  patch: 'patch',
  deletecollection: 'deletecollection',
};

function operation(verb: string, kind: Fields, { custom }: Resource): Fields {
  const writes = ['create', 'update', 'patch'].includes(verb);
  const names = [
    ...(writes || verb === 'delete' ? ['dryRun'] : []),
    ...(writes ? ['fieldManager', 'fieldValidation'] : []),
    ...(verb === 'patch' ? ['force'] : []),
  ];
  const parameters = names.map((name) => ({
    name,
    in: 'query',
    schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
  }));
  const types = [
    'application/apply-patch+yaml',
    'application/json-patch+json',
    'application/merge-patch+json',
    ...(custom === true ? [] : ['application/strategic-merge-patch+json']),
  ];
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(verb === 'patch'
      ? { requestBody: { content: Object.fromEntries(types.map((type) => [type, {}])) } }
      : {}),
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-action': action[verb] ?? verb,
    'x-kubernetes-group-version-kind': kind,
  };
}
