import type { JsonObject } from '#cluster/api/object.ts';
import { goJson } from './printers/go-json.ts';
import type { Info, Selection } from './builder.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { quote } from './go-values.ts';
import { isRecord, recordAt, textAt } from './json.ts';
import { getObject } from './lists.ts';
import type { ApiResource } from './resources.ts';

export function infoOf(resource: ApiResource, object: JsonObject, source: string): Info {
  return {
    resource,
    namespace: resource.namespaced ? textAt(object, 'metadata.namespace') : '',
    name: textAt(object, 'metadata.name'),
    object,
    source,
  };
}

export async function infoOfManifest(
  context: Context,
  object: JsonObject,
  source: string,
  selection: Selection,
): Promise<Info> {
  if (selection.validates) checkTyped(object, source);
  const resource = selection.local
    ? localResource(object)
    : await mapManifest(context, object, source);
  checkKind(object, source);
  const info = infoOf(resource, object, source);
  if (!resource.namespaced) return withNamespace(info, '');
  if (info.namespace === '' && !(selection.local && !context.hasNamespace))
    return await latest(context, withNamespace(info, context.namespace), selection);
  if (
    (selection.enforcesNamespace ?? true) &&
    context.hasNamespace &&
    info.namespace !== context.namespace
  )
    throw new CommandError(
      `the namespace from the provided object ${quote(info.namespace)} does not match the namespace ${quote(context.namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  return await latest(context, info, selection);
}

async function latest(context: Context, info: Info, selection: Selection): Promise<Info> {
  if (!selection.latest || info.name === '') return info;
  const { resource, namespace, name } = info;
  return { ...info, object: await getObject(context, { resource, namespace, name }) };
}

function withNamespace(info: Info, namespace: string): Info {
  const { namespace: before, ...metadata } = recordAt(info.object, 'metadata');
  const kept = namespace === '' ? metadata : { ...metadata, namespace };
  if (namespace === '' && before === undefined) return info;
  return { ...info, namespace, object: { ...info.object, metadata: kept } };
}

/** What the validator of `--validate` finds before the server is asked. */
function checkTyped(object: JsonObject, source: string): void {
  const missing = ['apiVersion', 'kind'].filter((field) => textAt(object, field) === '');
  if (missing.length === 0) return;
  const problems = missing.map((field) => `${field} not set`).join(', ');
  throw new CommandError(
    `error validating ${quote(source)}: error validating data: ${missing.length > 1 ? `[${problems}]` : problems}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

function checkKind(object: JsonObject, source: string): void {
  if (textAt(object, 'kind') !== '') return;
  throw new CommandError(
    `unable to decode ${quote(source)}: Object 'Kind' is missing in '${goJson(object)}'`,
  );
}

async function mapManifest(
  context: Context,
  object: JsonObject,
  source: string,
): Promise<ApiResource> {
  checkKind(object, source);
  const apiVersion = textAt(object, 'apiVersion');
  const kind = textAt(object, 'kind');
  const found =
    (await context.resources()).ofKind(apiVersion, kind) ??
    (await context.rediscover()).ofKind(apiVersion, kind);
  if (found !== undefined) return found;
  const name = textAt(object, 'metadata.name');
  const namespace = textAt(object, 'metadata.namespace');
  throw new CommandError(
    `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: no matches for kind ${quote(kind)} in version ${quote(apiVersion)}\nensure CRDs are installed first`,
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
