import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError, failureOf, isTold } from './errors.ts';
import { type FilenameOptions, type ManifestFile, hasFiles, openFiles } from './manifests.ts';
import { recordAt } from './json.ts';
import { matchesLabels, parseSelector } from './label-selector.ts';
import { getObject, listObjects } from './lists.ts';
import { checkNamespace, infoOf, requireNamespace } from './manifest-infos.ts';
import { type Named, nameArguments } from './name-arguments.ts';
import { checkRegistered } from './scheme.ts';
import { type ApiResource, apiVersionOf } from './resources.ts';

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
  /** No namespace is given to what has none: neither the line's, nor the usual one. */
  unplaced?: boolean;
  /** Refuse an object of another namespace than `-n`; on unless told. */
  enforcesNamespace?: boolean;
  /** Objects are read into kubectl's own Go types (WithScheme): a kind that it was not compiled with is refused. */
  typed?: boolean;
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
  const unopened = failureOf(opened?.errors ?? [], []);
  if (unopened !== undefined) throw unopened;
  const named = await nameArguments(context, selection);
  if (opened !== undefined) {
    checkNoArguments(named);
    if (!selection.local) context.askFirst();
    parseSelector(labels);
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
  const resources = await context.resources(named.kinds);
  for (const kind of named.kinds) resources.require(kind);
  throw new CommandError('resource(s) were provided, but no name was specified');
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
  const resources = await context.resources(pairs.map(([kind]) => kind));
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
  const found = new Set<ApiResource>();
  // What is remembered of one may be older than what was asked for another.
  for (const kind of kinds) found.add((await context.resources([kind])).require(kind));
  return [...found];
}

function multipleKinds(): CommandError {
  return new CommandError('you may only specify a single resource type');
}

function namespaceOf(context: Context, { allNamespaces = false }: Selection): string {
  return allNamespaces ? '' : context.namespace;
}

function requiredNamespace(context: Context, selection: Selection, resource: ApiResource): string {
  if (!resource.namespaced) return '';
  if (selection.unplaced)
    throw new CommandError('namespace may not be empty when retrieving a resource by name');
  if (selection.allNamespaces)
    throw new CommandError('a resource cannot be retrieved by name across all namespaces');
  return context.namespace;
}

/**
 * Calls `each` for every object, fetched where it must be. With `keepsGoing` the errors, those of `each` too, are
 * thrown together at the end; without, the first one stops. What a file or a list fails with is an aggregate of its
 * own (EagerVisitorList within ContinueOnErrorVisitor), and is told as one.
 */
export async function visit(
  context: Context,
  selection: Selection,
  each: (info: Info) => Promise<void>,
): Promise<void> {
  const { list } = await sourcesOf(context, selection);
  const own: unknown[] = [];
  const sourced: unknown[] = [];
  const attempt = async <T>(errors: unknown[], work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(selection.keepsGoing ?? false)) throw error;
      errors.push(error);
      return undefined;
    }
  };
  const visitSource = async (source: Source): Promise<void> => {
    const loading = source.type === 'one' ? own : sourced;
    for await (const load of loadsOf(context, source, selection)) {
      const info = await attempt(loading, load);
      if (info === undefined || !isChosen(selection, source, info)) continue;
      await attempt(own, async () => {
        if (source.type === 'file' && (selection.enforcesNamespace ?? true))
          checkNamespace(context, info);
        await each(info);
      });
    }
  };
  for (const source of list) await attempt(sourced, () => visitSource(source));
  const failure = failureOf(own, sourced);
  if (failure !== undefined) throw failure;
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
    if (!isTold(error)) throw error;
    return { infos, errors: [error] };
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
    const finish = async (info: Info) => (selection.latest ? await latest(context, info) : info);
    // What is asked for again is chosen by the labels that it has there.
    const labels = selection.latest ? '' : (selection.labels ?? '');
    const { manifestLoads } = await context.process.time.hold(import('./manifest-loads.ts'));
    yield* manifestLoads(context, source.file, { ...selection, labels, finish });
  }
}

function isChosen({ labels = '', latest }: Selection, { type }: Source, { object }: Info): boolean {
  return type !== 'file' || !latest || matchesLabels(recordAt(object, 'metadata.labels'), labels);
}

/** What has no name cannot be asked for. */
async function latest(context: Context, info: Info): Promise<Info> {
  if (info.name === '') return info;
  requireNamespace(info);
  return { ...info, object: await getObject(context, info) };
}

async function fetchOne(
  context: Context,
  { resource, namespace, name }: Extract<Source, { type: 'one' }>,
  { subresource = '', namesOnly = false, typed = false }: Selection,
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
  if (typed) checkRegistered(resource);
  return { resource, namespace, name, object, source: '' };
}
