import { FileError } from '#process/files.ts';
import { ofLastText } from '#process/of-last-text.ts';
import type { Process } from '#process/program.ts';
import type { Client } from './client.ts';
import { CommandError } from './errors.ts';
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
  /** Was the server asked for it by this very run? */
  readonly isFresh: boolean;
  readonly #warn: (text: string) => void;

  /** `warn` is told of short names that several resources have. */
  constructor({ all, versions, isFresh }: Discovered, warn: (text: string) => void) {
    this.all = all;
    this.versions = versions;
    this.isFresh = isFresh;
    this.#warn = warn;
  }

  /** `apps/v1` and `Deployment`; undefined when the server does not know it. */
  ofKind(apiVersion: string, kind: string): ApiResource | undefined {
    return this.all.find(
      (one) =>
        (one.kind === kind || one.kind.toLowerCase() === kind) &&
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
    const found = this.#match(typed);
    const [name = '', ...rest] = typed.toLowerCase().split('.');
    if (found?.shortNames.includes(name)) this.#tellOthers(name, found, rest.join('.'));
    return found;
  }

  /** Would kubectl ask for nothing newer? Of what has two dots it first takes what is behind the first for a version. */
  has(typed: string): boolean {
    const found = this.#match(typed);
    const [, ...rest] = typed.toLowerCase().split('.');
    return found !== undefined && (rest.length < 2 || isVersion(found, rest.join('.')));
  }

  #match(typed: string): ApiResource | undefined {
    const [name = '', ...rest] = typed.toLowerCase().split('.');
    const [kind = ''] = typed.split('.');
    const behind = rest.join('.');
    for (const match of matchers(name, kind)) {
      const named = this.all.filter(match);
      const found =
        rest.length === 0
          ? named[0]
          : (named.find((one) => isVersion(one, behind)) ??
            named.find((one) => one.group === behind) ??
            named.find((one) => one.group !== '' && one.group.startsWith(behind)));
      if (found !== undefined) return found;
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

function isVersion({ version, group }: ApiResource, behind: string): boolean {
  return `${version}.${group}` === behind;
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

interface Discovered extends Pick<Resources, 'all' | 'versions' | 'isFresh'> {}

const hoursMs = 3_600_000;

/** Aggregated discovery, kept in a folder for six hours (cli-runtime's toDiscoveryClient, v1.35) unless it is to be fresh. */
export async function discover(
  client: Client,
  { files, time }: Process,
  { folder, isFresh }: { folder: string; isFresh: boolean },
): Promise<Discovered> {
  const host = client.server.replace(/^https?:\/\//, '').replaceAll(/[^\w/.]/g, '_');
  const place = `${folder}/discovery/${host}`;
  const path = `${place}/aggregated.json`;
  const kept = isFresh ? undefined : files.stat(path);
  if (kept?.type === 'file' && time.now() - kept.modified < 6 * hoursMs)
    return { ...parseDiscovery(files.readText(path)), isFresh };
  const accept =
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
  const legacy = await client.text('GET', '/api', { accept });
  const text = `${legacy.trim()}\n${await client.text('GET', '/apis', { accept })}`;
  try {
    files.makeFolder(place, { parents: true });
    files.write(path, text);
  } catch (error) {
    // It is asked for again then.
    if (!(error instanceof FileError)) throw error;
  }
  return { ...parseDiscovery(text), isFresh: true };
}

const parseDiscovery = ofLastText((text): Omit<Discovered, 'isFresh'> => {
  const all: ApiResource[] = [];
  const versions = new Map<string, string[]>();
  for (const body of text.split('\n', 2))
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
  return { all, versions };
});
