import type { JsonObject } from '#cluster/api/object.ts';
import type { Info, Selection } from './builder.ts';
import type { Context } from './context.ts';
import { CommandError, Unreachable } from './errors.ts';
import { quote } from './go-values.ts';
import { at, isRecord, recordAt, textAt, textOf } from './json.ts';
import type { ApiResource } from './resources.ts';

/** An object at hand. */
export function infoOf(resource: ApiResource, object: JsonObject, source: string): Info {
  return {
    resource,
    namespace: resource.namespaced ? wordAt(object, 'metadata.namespace') : '',
    name: wordAt(object, 'metadata.name'),
    object,
    source,
  };
}

/** A name that is no text is no name. */
function wordAt(object: JsonObject, path: string): string {
  const found = at(object, path);
  return typeof found === 'string' ? found : '';
}

/** Where an object at hand was read. */
export interface Origin {
  /** The file, or STDIN. */
  source: string;
  /** It is an item of a list. */
  isItem: boolean;
}

/** The object as it was read, in the line's namespace when it has none; -A gives it none. */
export async function infoOfManifest(
  context: Context,
  object: JsonObject,
  origin: Origin,
  selection: Pick<Selection, 'allNamespaces' | 'local'>,
): Promise<Info> {
  const resource = selection.local
    ? localResource(object)
    : await mapManifest(context, object, origin);
  const info = infoOf(resource, object, origin.source);
  if (!resource.namespaced) return withNamespace(info, '');
  const { allNamespaces, local } = selection;
  if (info.namespace !== '' || allNamespaces || (local && !context.hasNamespace)) return info;
  return withNamespace(info, context.namespace);
}

/** What cannot be asked for again (cli-runtime's RetrieveLatest, v0.35). */
export function requireNamespace({ resource, namespace, name }: Info): void {
  if (!resource.namespaced || namespace !== '') return;
  const { group, version, resource: plural } = resource;
  throw new CommandError(
    `no namespace set on resource ${group}/${version}, Resource=${plural} ${quote(name)}`,
  );
}

/** `RequireNamespace`: an object of another namespace than `-n`. */
export function checkNamespace(context: Context, { resource, namespace }: Info): void {
  if (!resource.namespaced || !context.hasNamespace || namespace === context.namespace) return;
  throw new CommandError(
    `the namespace from the provided object ${quote(namespace)} does not match the namespace ${quote(context.namespace)}. You must pass '--namespace=${namespace}' to perform this operation.`,
  );
}

function withNamespace(info: Info, namespace: string): Info {
  const { namespace: before, ...metadata } = recordAt(info.object, 'metadata');
  const kept = namespace === '' ? metadata : { ...metadata, namespace };
  if (namespace === '' && before === undefined) return info;
  return { ...info, namespace, object: { ...info.object, metadata: kept } };
}

async function mapManifest(
  context: Context,
  object: JsonObject,
  { source, isItem }: Origin,
): Promise<ApiResource> {
  const apiVersion = textAt(object, 'apiVersion');
  const kind = textAt(object, 'kind');
  if (isItem && kind === '') throw untyped('Kind', 'kind field ');
  if (isItem && apiVersion === '') throw untyped('apiVersion', 'apiVersion field');
  let found: ApiResource | undefined;
  try {
    found =
      (await context.resources()).ofKind(apiVersion, kind) ??
      (await context.rediscover()).ofKind(apiVersion, kind);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new Unreachable(`unable to recognize ${quote(source)}: ${error.message}`, '');
  }
  // Without a version nothing is served, which is found out when it is asked for.
  if (found !== undefined) return apiVersion === '' ? { ...found, version: '' } : found;
  if (isItem) throw new CommandError(`unable to recognize ${noMatches(object)}`);
  throw unmapped(object, source);
}

export function noMatches(object: JsonObject): string {
  const [kind, apiVersion] = [textAt(object, 'kind'), textAt(object, 'apiVersion')];
  return `no matches for kind ${quote(kind)} in version ${quote(apiVersion)}`;
}

function unmapped(object: JsonObject, source: string): CommandError {
  const name = wordAt(object, 'metadata.name');
  const namespace = wordAt(object, 'metadata.namespace');
  return new CommandError(
    `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: ${noMatches(object)}\nensure CRDs are installed first`,
  );
}

/** The kind of a list is known as those of its items are; its metadata name nothing. */
export async function checkListKind(
  context: Context,
  list: JsonObject,
  source: string,
): Promise<void> {
  const { apiVersion, kind } = list;
  const resources = await context.resources();
  if (!resources.hasList(textOf(apiVersion), textOf(kind)))
    throw unmapped({ apiVersion, kind }, source);
}

function untyped(what: string, field: string): CommandError {
  return new CommandError(
    `unable to get type info from the object "*unstructured.Unstructured": Object '${what}' is missing in 'object has no ${field}'`,
  );
}

/** --local: as much of a mapping as the object itself tells. */
function localResource(object: JsonObject): ApiResource {
  const [first = '', second] = textAt(object, 'apiVersion').split('/');
  const kind = textAt(object, 'kind');
  return {
    group: second === undefined ? '' : first,
    version: second ?? first,
    resource: pluralOf(kind.toLowerCase()),
    singular: kind.toLowerCase(),
    kind,
    shortNames: [],
    categories: [],
    namespaced: isRecord(object),
    verbs: [],
    subresources: [],
  };
}

/** meta.UnsafeGuessKindToResource */
function pluralOf(kind: string): string {
  if (kind === 'endpoints') return kind;
  if (kind.endsWith('s')) return `${kind}es`;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
