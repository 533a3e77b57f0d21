import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError, Failures } from './errors.ts';
import { recordAt } from './json.ts';
import { matchesLabels } from './label-selector.ts';
import {
  type FilenameOptions,
  type ManifestFile,
  flatten,
  hasFiles,
  openFiles,
  parseManifests,
} from './manifests.ts';
import { type ApiResource, apiVersionOf, fullName } from './resources.ts';

import { infoOf, infoOfManifest } from './manifest-infos.ts';
import { getObject, listObjects } from './lists.ts';

/** What a line selects: cli-runtime's resource.Builder, its options by name (pkg/resource/builder.go, v1.35). */
export interface Selection {
  /** `pods`, `pods a b`, `pod/a svc/b`, `a,b`. */
  args?: readonly string[];
  /** The kind of arguments that are bare names: ResourceNames. */
  usualKind?: string;
  files?: FilenameOptions;
  labels?: string;
  fields?: string;
  /** --all */
  all?: boolean;
  /** A kind without names selects every object of it. */
  allowsKindAlone?: boolean;
  allNamespaces?: boolean;
  /** Refuse an object of another namespace than `-n`; on unless told. */
  enforcesNamespace?: boolean;
  /** Fetch what files name. */
  latest?: boolean;
  /** Go on after an error, and tell them all at the end. */
  keepsGoing?: boolean;
  /** Do not ask the server anything. */
  local?: boolean;
  /** Refuse more than one kind. */
  singleKind?: boolean;
  /** Named objects are not asked for: the verb speaks to them itself. RequireObject(false). */
  namesOnly?: boolean;
  /** Manifests must say what they are: what is checked before the server is asked (--validate). */
  validates?: boolean;
  subresource?: string;
  chunkSize?: number;
}

/** One object, named or at hand. */
export interface Info {
  resource: ApiResource;
  /** Empty for a cluster-scoped kind. */
  namespace: string;
  name: string;
  object: JsonObject;
  /** The file, or empty. */
  source: string;
}

/** Where objects come from, before they are asked for. */
export type Source =
  | { type: 'file'; file: ManifestFile }
  | { type: 'one'; resource: ApiResource; namespace: string; name: string }
  | { type: 'list'; resource: ApiResource; namespace: string; labels: string; fields: string };

export interface Sources {
  list: readonly Source[];
  /** One object was asked for by name. */
  isSingle: boolean;
}

/** `resource(s) were provided, but no name was specified` and the like are thrown; nothing is fetched yet. */
export async function sourcesOf(context: Context, selection: Selection): Promise<Sources> {
  const { files = { filenames: [] }, labels = '', fields = '', all = false } = selection;
  if (all && (labels.trim() !== '' || fields.trim() !== ''))
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  const opened = hasFiles(files) ? openFiles(context, files) : undefined;
  if (opened !== undefined && opened.errors.length > 0) throw new Failures(opened.errors);
  const named = await nameArguments(context, selection);
  if (opened !== undefined) {
    checkNoArguments(named);
    return {
      list: opened.files.map((file) => ({ type: 'file', file })),
      isSingle: opened.isSingle,
    };
  }
  const selects =
    all ||
    labels.trim() !== '' ||
    fields.trim() !== '' ||
    ((selection.allowsKindAlone ?? false) && named.isKindAlone);
  if (selects) return await bySelector(context, selection, named);
  if (named.pairs.length > 0) return await byPair(context, selection, named.pairs);
  if (named.names.length > 0) return await byName(context, selection, named);
  if (named.kinds.length === 0)
    throw new CommandError(
      "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    );
  const resources = await context.resources();
  for (const kind of named.kinds) resources.require(kind);
  throw new CommandError('resource(s) were provided, but no name was specified');
}

interface Named {
  kinds: readonly string[];
  names: readonly string[];
  pairs: readonly (readonly [kind: string, name: string])[];
  isKindAlone: boolean;
}

async function nameArguments(context: Context, selection: Selection): Promise<Named> {
  const { args = [], usualKind } = selection;
  const none = { kinds: [], names: [], pairs: [], isKindAlone: false };
  if (args.length === 0) return none;
  if (usualKind !== undefined)
    return { ...none, pairs: args.map((arg) => splitPair(arg) ?? [usualKind, arg]) };
  const words = crossKinds(args);
  const slashes = words.filter((word) => word.includes('/')).length;
  if (slashes > 0 && slashes < words.length)
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  if (slashes > 0)
    return { ...none, pairs: words.flatMap((word) => [splitPair(word) ?? []]).filter(isPair) };
  const kinds = await expandCategories(context, words[0] ?? '', selection.local ?? false);
  return { ...none, kinds, names: words.slice(1), isKindAlone: words.length === 1 };
}

function isPair(words: readonly string[]): words is readonly [string, string] {
  return words.length === 2;
}

/** `a,b c d` is `a/c a/d b/c b/d`. */
function crossKinds(args: readonly string[]): readonly string[] {
  const kinds = [...new Set(args[0]?.split(','))];
  if (args.length < 2 || kinds.length < 2) return args;
  return kinds.flatMap((kind) => args.slice(1).map((name) => `${kind}/${name}`));
}

function splitPair(word: string): readonly [string, string] | undefined {
  if (!word.includes('/')) return undefined;
  const [kind = '', name = '', ...more] = word.split('/');
  if (more.length > 0)
    throw new CommandError('arguments in resource/name form may not have more than one slash');
  if (kind === '' || name === '' || new Set(kind.split(',')).size > 1)
    throw new CommandError('arguments in resource/name form must have a single resource and name');
  return [kind, name];
}

/** `all` is every kind of that category. */
async function expandCategories(context: Context, word: string, local: boolean): Promise<string[]> {
  const kinds = word.split(',');
  if (local) return [...new Set(kinds)];
  const resources = await context.resources();
  const expanded = kinds.flatMap((kind) => {
    const members = resources.inCategory(kind);
    return members.length === 0 ? [kind] : members.map(fullName);
  });
  return [...new Set(expanded)];
}

function checkNoArguments({ kinds, names, pairs }: Named): void {
  const what = 'when paths, URLs, or stdin is provided as input, you may not specify';
  if (kinds.length > 0) throw new CommandError(`${what} resource arguments as well`);
  if (names.length > 0) throw new CommandError('name cannot be provided when a path is specified');
  if (pairs.length > 0)
    throw new CommandError('resource/name arguments cannot be provided when a path is specified');
}

async function bySelector(context: Context, selection: Selection, named: Named): Promise<Sources> {
  if (named.names.length > 0)
    throw new CommandError('name cannot be provided when a selector is specified');
  if (named.pairs.length > 0)
    throw new CommandError(
      'selectors and the all flag cannot be used when passing resource/name arguments',
    );
  if (named.kinds.length === 0)
    throw new CommandError('at least one resource must be specified to use a selector');
  if (selection.subresource)
    throw new CommandError('subresource cannot be used when bulk resources are specified');
  const resources = await resourcesOf(context, named.kinds, selection);
  return {
    isSingle: false,
    list: resources.map((resource) => ({
      type: 'list',
      resource,
      namespace: resource.namespaced ? namespaceOf(context, selection) : '',
      labels: selection.labels?.trim() ?? '',
      fields: selection.fields?.trim() ?? '',
    })),
  };
}

async function byName(
  context: Context,
  selection: Selection,
  { kinds, names }: Named,
): Promise<Sources> {
  if (kinds.length > 1) throw new CommandError('you must specify only one resource');
  const [resource] = await resourcesOf(context, kinds, selection);
  if (resource === undefined)
    throw new CommandError('you must provide a resource and a resource name together');
  const namespace = requiredNamespace(context, selection, resource);
  return {
    isSingle: names.length === 1,
    list: names.map((name) => ({ type: 'one', resource, namespace, name })),
  };
}

async function byPair(
  context: Context,
  selection: Selection,
  pairs: Named['pairs'],
): Promise<Sources> {
  const resources = await context.resources();
  const found = pairs.map(([kind, name]) => ({ resource: resources.require(kind), name }));
  if (selection.singleKind && new Set(found.map(({ resource }) => resource)).size > 1)
    throw multipleKinds();
  return {
    isSingle: pairs.length === 1,
    list: found.map(({ resource, name }) => ({
      type: 'one',
      resource,
      name,
      namespace: requiredNamespace(context, selection, resource),
    })),
  };
}

async function resourcesOf(
  context: Context,
  kinds: readonly string[],
  selection: Selection,
): Promise<ApiResource[]> {
  if (kinds.length > 1 && selection.singleKind) throw multipleKinds();
  const resources = await context.resources();
  return [...new Set(kinds.map((kind) => resources.require(kind)))];
}

function multipleKinds(): CommandError {
  return new CommandError('you may only specify a single resource type');
}

function namespaceOf(context: Context, { allNamespaces = false }: Selection): string {
  return allNamespaces ? '' : context.namespace;
}

function requiredNamespace(context: Context, selection: Selection, resource: ApiResource): string {
  if (!resource.namespaced) return '';
  if (selection.allNamespaces)
    throw new CommandError('a resource cannot be retrieved by name across all namespaces');
  return context.namespace;
}

/**
 * Calls `each` for every object, fetched where it must be. With `keepsGoing` the errors, those of `each` too, are
 * thrown together at the end; without, the first one stops.
 */
export async function visit(
  context: Context,
  selection: Selection,
  each: (info: Info) => Promise<void>,
): Promise<void> {
  const { list } = await sourcesOf(context, selection);
  const errors: unknown[] = [];
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(selection.keepsGoing ?? false)) throw error;
      errors.push(...(error instanceof Failures ? error.errors : [error]));
    }
  };
  for (const source of list)
    await attempt(async () => {
      for await (const load of loadsOf(context, source, selection))
        await attempt(async () => each(await load()));
    });
  if (errors.length > 0) throw new Failures(errors);
}

/** All of them; see `visit`. */
export async function collect(context: Context, selection: Selection): Promise<Info[]> {
  const infos: Info[] = [];
  await visit(context, selection, (info) => {
    infos.push(info);
    return Promise.resolve();
  });
  return infos;
}

/** As `collect`, with what could not be had beside what could. */
export async function collectAll(
  context: Context,
  selection: Selection,
): Promise<{ infos: Info[]; errors: unknown[] }> {
  const infos: Info[] = [];
  try {
    await visit(context, selection, (info) => {
      infos.push(info);
      return Promise.resolve();
    });
    return { infos, errors: [] };
  } catch (error) {
    if (error instanceof Failures) return { infos, errors: [...error.errors] };
    throw error;
  }
}

/** One function an object: an object that cannot be had must not hide the next. */
async function* loadsOf(
  context: Context,
  source: Source,
  selection: Selection,
): AsyncGenerator<() => Promise<Info>> {
  if (source.type === 'one') {
    yield async () => await fetchOne(context, source, selection);
  } else if (source.type === 'list') {
    for await (const object of listObjects(context, source, selection))
      yield () => Promise.resolve(infoOf(source.resource, object, ''));
  } else {
    const text = await source.file.read();
    for (const manifest of parseManifests(text, source.file.source))
      for (const object of flatten(manifest.value))
        if (matchesLabels(recordAt(object, 'metadata.labels'), selection.labels ?? ''))
          yield async () => await infoOfManifest(context, object, manifest.source, selection);
  }
}

async function fetchOne(
  context: Context,
  { resource, namespace, name }: Extract<Source, { type: 'one' }>,
  { subresource = '', namesOnly = false }: Selection,
): Promise<Info> {
  if (namesOnly)
    return {
      resource,
      namespace,
      name,
      object: { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name } },
      source: '',
    };
  const object = await getObject(context, { resource, namespace, name, subresource });
  return { resource, namespace, name, object, source: '' };
}
