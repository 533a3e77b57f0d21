import type { Kinds } from '#cluster/api/kinds/kinds.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import { answer } from '#cluster/api/rest/answer.ts';
import type { Exchange } from '#cluster/api/rest/exchange.ts';
import { parseAccept } from '#cluster/api/rest/media.ts';
import { apiGroup, apiResourceList, byPriority, groupDiscovery } from './groups.ts';

/** `/api`, `/apis` and what is right under them. */
export function answerDiscovery(exchange: Exchange): Response | undefined {
  const { kinds } = exchange.server.core;
  const [root, ...parts] = exchange.path.split('/').filter((part) => part !== '');
  if (root === undefined) return answer(exchange, { paths: rootPaths(exchange) });
  if (root !== 'api' && root !== 'apis') return undefined;
  const groups = byPriority(kinds.groups()).filter(
    ({ name }) => (name === '') === (root === 'api'),
  );
  if (parts.length === 0) {
    const version = aggregatedVersion(exchange.request);
    if (version !== undefined) return aggregated(exchange, groups, version);
    return answer(exchange, root === 'api' ? apiVersions : groupList(groups));
  }
  const [name, version] = root === 'api' ? ['', parts[0]] : parts;
  const group = groups.find((one) => one.name === name);
  if (!group) return undefined;
  if (version === undefined)
    return answer(exchange, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) });
  if (!group.versions.includes(version)) return undefined;
  return answer(exchange, apiResourceList(group.name, version, kinds.all()));
}

const apiVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '172.18.0.2:6443' }],
};

type Groups = ReturnType<typeof byPriority>;

function groupList(groups: Groups) {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) };
}

/** The version of apidiscovery.k8s.io that a client prefers, if it speaks it at all. */
function aggregatedVersion({ headers }: Request): string | undefined {
  const wanted = parseAccept(headers.get('accept')).find(
    ({ type, parameters }) =>
      type === 'application/json' && parameters.get('as') === 'APIGroupDiscoveryList',
  );
  return wanted?.parameters.get('v');
}

/** A document, and the resources that it tells of. */
interface Discovered {
  readonly resources: readonly Resource[];
  readonly text: string;
  readonly etag: string;
}

/** By the version, and the first group. Every client asks first: what is served seldom changes in between. */
const discovered = new WeakMap<Kinds, Map<string, Discovered>>();

function discover(kinds: Kinds, groups: Groups, version: string): Discovered {
  const resources = kinds.all();
  const documents = discovered.get(kinds) ?? new Map<string, Discovered>();
  discovered.set(kinds, documents);
  const key = `${version} ${groups[0]?.name ?? ''}`;
  const known = documents.get(key);
  if (known && isSame(known.resources, resources)) return known;
  const text = `${JSON.stringify({
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => groupDiscovery(group, resources)),
  })}\n`;
  const made = { resources, text, etag: `"${hashOf(text)}"` };
  documents.set(key, made);
  return made;
}

function isSame(some: readonly Resource[], others: readonly Resource[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function aggregated(exchange: Exchange, groups: Groups, version: string): Response {
  const { text, etag } = discover(exchange.server.core.kinds, groups, version);
  const headers = {
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    etag,
    vary: 'Accept',
    'cache-control': 'public',
  };
  if (exchange.request.headers.get('if-none-match') === etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(text, { headers });
}

/** FNV-1a, twice: an ETag only has to change with what it marks. */
function hashOf(text: string): string {
  return [0x811c9dc5, 0x01000193].map((seed) => fnv(text, seed)).join('');
}

function fnv(text: string, seed: number): string {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0').toUpperCase();
}

function rootPaths({ server }: Exchange): readonly string[] {
  const groups = server.core.kinds.groups().filter(({ name }) => name !== '');
  const named = groups.flatMap(({ name, versions }) => [
    `/apis/${name}`,
    ...versions.map((version) => `/apis/${name}/${version}`),
  ]);
  return [
    '/.well-known/openid-configuration',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...named.toSorted(),
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ];
}
