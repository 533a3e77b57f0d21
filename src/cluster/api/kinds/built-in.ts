import { qualified } from '#cluster/api/errors.ts';
import type { Resource, Subresource } from './resource.ts';
import { groupTable, subresourceTable } from './table.ts';

const allVerbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

function wordsOf(text: string | undefined, separator = ','): string[] {
  return text === undefined || text === '-' || text === '' ? [] : text.split(separator);
}

function verbsOf(options: string): readonly string[] {
  if (options.includes('c')) return ['create'];
  if (options.includes('r')) return ['get', 'list'];
  return options.includes('k') ? allVerbs.filter((verb) => verb !== 'deletecollection') : allVerbs;
}

/** One of the subresources that a built-in resource may have. */
export function subresourceOf(name: string, parent: string): Subresource {
  const [verbs = '', kind = ''] = subresourceTable[name] ?? [];
  if (parent !== 'pods' && name === 'proxy') {
    return { name, verbs: verbs.split(' '), kind: proxyKind(parent) };
  }
  if (kind === '') return { name, verbs: verbs.split(' ') };
  const [group = '', version = '', of = ''] = kind.split(' ');
  return {
    name,
    verbs: verbs.split(' '),
    kind: { group, version, kind: name === 'proxy' ? 'PodProxyOptions' : of },
  };
}

function proxyKind(parent: string) {
  return {
    group: '',
    version: 'v1',
    kind: parent === 'nodes' ? 'NodeProxyOptions' : 'ServiceProxyOptions',
  };
}

function parseRow(group: string, versions: string, row: string): Resource {
  const [plural = '', kind = '', shortNames, options = '', subresources] = row.split(' ');
  const [preferred = 'v1'] = versions.split(' ');
  return {
    name: qualified(plural, group),
    group,
    versions: versions.split(' '),
    storageVersion: preferred,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    shortNames: wordsOf(shortNames),
    categories: [
      ...(options.includes('a') ? ['all'] : []),
      ...(options.includes('x') ? ['api-extensions'] : []),
    ],
    namespaced: options.includes('n'),
    verbs: verbsOf(options),
    subresources: wordsOf(subresources).map((name) => subresourceOf(name, plural)),
    counted: options.includes('g'),
    ...(group === 'events.k8s.io' ? { storedAs: 'events' } : {}),
  };
}

/** In the order of discovery. */
export const builtInResources: readonly Resource[] = groupTable.flatMap(
  ([group, versions, , rows]) => rows.split('\n').map((row) => parseRow(group, versions, row)),
);

export interface Group {
  readonly name: string;
  /** groupPriorityMinimum of its APIServices. */
  readonly priority: number;
  readonly versions: readonly string[];
}

export const builtInGroups: readonly Group[] = groupTable.map(([name, versions, priority]) => ({
  name,
  priority,
  versions: versions.split(' '),
}));
