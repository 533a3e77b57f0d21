import type { ApiFetch } from '#cluster/client.ts';
import type { Client } from './client.ts';
import { CommandError, StatusError } from './errors.ts';
import { quote } from './go-values.ts';
import { at, listAt, textAt, textsAt } from './json.ts';

/** A served resource, as discovery tells it. */
export interface ApiResource {
  group: string;
  version: string;
  /** Plural, as in the URL. */
  resource: string;
  singular: string;
  kind: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  verbs: readonly string[];
  subresources: readonly string[];
}

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<ApiResource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `pods`, `deployments.apps`. */
export function fullName({ resource, group }: Pick<ApiResource, 'group' | 'resource'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** The URL of a resource's list, or of one object. Refuses names that no path can hold, as client-go's Request does. */
export function pathOf(resource: ApiResource, namespace?: string, name?: string): string {
  const root = resource.group === '' ? '/api' : `/apis/${resource.group}`;
  const place = resource.namespaced ? namespace : '';
  return pathUnder(`${root}/${resource.version}`, resource.resource, { namespace: place, name });
}

/** The same of a resource that needs no discovery. */
export function pathUnder(
  root: string,
  plural: string,
  { namespace, name }: { namespace?: string | undefined; name?: string | undefined },
): string {
  if (namespace) checkSegment('namespace', namespace);
  if (name === '') throw new CommandError('resource name may not be empty');
  if (name !== undefined) checkSegment('resource name', name);
  const scope = namespace ? `/namespaces/${encode(namespace)}` : '';
  const tail = name === undefined ? '' : `/${encode(name)}`;
  return `${root}${scope}/${plural}${tail}`;
}

/** apimachinery/pkg/api/validation/path/name.go */
function checkSegment(what: string, text: string): void {
  const refused =
    text === '.' || text === '..'
      ? [`may not be '${text}'`]
      : ['/', '%'].filter((sign) => text.includes(sign)).map((sign) => `may not contain '${sign}'`);
  if (refused.length > 0)
    throw new CommandError(`invalid ${what} ${quote(text)}: [${refused.join(' ')}]`);
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':');
}

/** Everything served, in the server's order: the preferred version of a group first. */
export class Resources {
  readonly all: readonly ApiResource[];
  /** Groups with their versions, in the server's order. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  readonly #warn: (text: string) => void;

  constructor(
    all: readonly ApiResource[],
    versions: ReadonlyMap<string, readonly string[]>,
    warn: (text: string) => void = () => undefined,
  ) {
    this.all = all;
    this.versions = versions;
    this.#warn = warn;
  }

  /** The same, which tells of short names that several resources have. */
  telling(warn: (text: string) => void): Resources {
    return new Resources(this.all, this.versions, warn);
  }

  /** `apps/v1` and `Deployment`; undefined when the server does not know it. */
  ofKind(apiVersion: string, kind: string): ApiResource | undefined {
    return this.all.find(
      (one) =>
        one.kind === kind &&
        (apiVersionOf(one) === apiVersion || (apiVersion === '' && one.group === '')),
    );
  }

  /** Every group version has a kind List, and a list of each of its kinds. */
  hasList(apiVersion: string, kind: string): boolean {
    return this.all.some(
      (one) =>
        apiVersionOf(one) === apiVersion && ['List', one.kind, `${one.kind}List`].includes(kind),
    );
  }

  /**
   * What a learner typed as a type: plural, singular, short name, `plural.group`, `plural.version.group`, or the kind.
   * client-go restmapper's shortcut expander over the priority mapper.
   */
  find(typed: string): ApiResource | undefined {
    const [name = '', ...rest] = typed.toLowerCase().split('.');
    const [kind = ''] = typed.split('.');
    for (const match of matchers(name, kind)) {
      const named = this.all.filter(match);
      const found =
        rest.length === 0
          ? named[0]
          : (named.find((one) => `${one.version}.${one.group}` === rest.join('.')) ??
            named.find((one) => one.group === rest.join('.')) ??
            named.find((one) => one.group !== '' && one.group.startsWith(rest.join('.'))));
      if (found === undefined) continue;
      if (found.shortNames.includes(name)) this.#tellOthers(name, found, rest.join('.'));
      return found;
    }
    return undefined;
  }

  #tellOthers(name: string, found: ApiResource, group: string): void {
    for (const one of this.all)
      if (
        one.shortNames.includes(name) &&
        fullName(one) !== fullName(found) &&
        (group === '' || group === one.group)
      )
        this.#warn(
          `short name ${quote(name)} could also match lower priority resource ${fullName(one)}`,
        );
  }

  /** As `find`, refused as kubectl refuses. */
  require(typed: string): ApiResource {
    const found = this.find(typed);
    if (found === undefined) throw unknownResource(typed);
    return found;
  }

  /** The resources of a category, such as `all`; empty when there is no such category. */
  inCategory(category: string): readonly ApiResource[] {
    const seen = new Set<string>();
    return this.all.filter((one) => {
      if (!one.categories.includes(category) || seen.has(fullName(one))) return false;
      seen.add(fullName(one));
      return true;
    });
  }
}

function matchers(name: string, kind: string): ((one: ApiResource) => boolean)[] {
  return [
    (one) => one.resource === name || one.singular === name,
    (one) => one.shortNames.includes(name),
    (one) => one.kind === kind || one.kind.toLowerCase() === name,
  ];
}

export function unknownResource(typed: string): CommandError {
  const [name = ''] = typed.split('.');
  return new CommandError(`the server doesn't have a resource type "${name}"`);
}

const cache = new WeakMap<ApiFetch, Map<string, { body: string; value: Resources }>>();

/** Aggregated discovery; what it parsed is kept for as long as the server answers the same bytes. */
export async function discover(client: Client): Promise<Resources> {
  const accept =
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
  const kept = cache.get(client.fetch) ?? new Map<string, { body: string; value: Resources }>();
  cache.set(client.fetch, kept);
  const before = kept.get(client.server);
  try {
    const legacy = await client.text('GET', '/api', { accept });
    const groups = await client.text('GET', '/apis', { accept });
    const body = `${legacy}\n${groups}`;
    if (before?.body === body) return before.value;
    const value = parseDiscovery([legacy, groups]);
    kept.set(client.server, { body, value });
    return value;
  } catch (error) {
    // The real one keeps what it discovered for hours: a user with no rights there still gets it.
    if (!(error instanceof StatusError) || before === undefined) throw error;
    return before.value;
  }
}

function parseDiscovery(bodies: readonly string[]): Resources {
  const all: ApiResource[] = [];
  const versions = new Map<string, string[]>();
  for (const body of bodies)
    for (const group of listAt(JSON.parse(body), 'items')) {
      const groupName = textAt(group, 'metadata.name');
      const names: string[] = [];
      versions.set(groupName, names);
      for (const version of listAt(group, 'versions')) {
        const versionName = textAt(version, 'version');
        names.push(versionName);
        for (const one of listAt(version, 'resources'))
          all.push({
            group: groupName,
            version: versionName,
            resource: textAt(one, 'resource'),
            singular: textAt(one, 'singularResource'),
            kind: textAt(one, 'responseKind.kind'),
            shortNames: textsAt(one, 'shortNames'),
            categories: textsAt(one, 'categories'),
            namespaced: at(one, 'scope') === 'Namespaced',
            verbs: textsAt(one, 'verbs'),
            subresources: listAt(one, 'subresources').map((sub) => textAt(sub, 'subresource')),
          });
      }
    }
  return new Resources(all, versions);
}
