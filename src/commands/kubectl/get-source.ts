import type { JsonObject } from '#cluster/api/object.ts';
import { goJson } from './printers/go-json.ts';
import type { Source } from './builder.ts';
import { getObject, listPage } from './lists.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { type Answer, isTable } from './get-answers.ts';
import { listAt, textAt } from './json.ts';
import { flatten, parseManifests } from './manifests.ts';
import { apiVersionOf } from './resources.ts';

export const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** What `get` asks for a source: tables for people, objects for the other printers. A file's objects are asked by name. */
export async function* fetchSource(
  context: Context,
  source: Source,
  errors: unknown[],
): AsyncGenerator<Answer> {
  if (source.type === 'file') {
    const text = await source.file.read();
    for (const { value, source: name } of parseManifests(text, source.file.source))
      for (const object of flatten(value))
        try {
          yield* fetchSource(context, await namedBy(context, object, name), errors);
        } catch (error) {
          errors.push(error);
        }
    return;
  }
  const { resource } = source;
  if (source.type === 'list') {
    yield* pages(context, source);
    return;
  }
  const { namespace, name } = source;
  const subresource = context.flags.text('subresource');
  const body = await getObject(context, { resource, namespace, name, subresource }, asked(context));
  yield { resource, body };
}

async function namedBy(context: Context, object: JsonObject, file: string): Promise<Source> {
  const apiVersion = textAt(object, 'apiVersion');
  const kind = textAt(object, 'kind');
  const resource = (await context.resources()).ofKind(apiVersion, kind);
  const name = textAt(object, 'metadata.name');
  const namespace = textAt(object, 'metadata.namespace');
  if (kind === '')
    throw new CommandError(
      `unable to decode "${file}": Object 'Kind' is missing in '${goJson(object)}'`,
    );
  if (resource === undefined)
    throw new CommandError(
      `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${file}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  if (
    context.hasNamespace &&
    resource.namespaced &&
    namespace !== '' &&
    namespace !== context.namespace
  )
    throw new CommandError(
      `the namespace from the provided object "${namespace}" does not match the namespace "${context.namespace}". You must pass '--namespace=${namespace}' to perform this operation.`,
    );
  return {
    type: 'one',
    resource,
    name,
    namespace: resource.namespaced ? namespace || context.namespace : '',
  };
}

function asked(context: Context): { accept?: string; query: Record<string, string | undefined> } {
  if (!isTable(context) || !context.flags.isOn('server-print')) return { query: {} };
  return {
    accept: tableAccept,
    query: { includeObject: context.flags.text('sort-by') === '' ? undefined : 'Object' },
  };
}

async function* pages(
  context: Context,
  source: Extract<Source, { type: 'list' }>,
): AsyncGenerator<Answer> {
  const { accept, query } = asked(context);
  const size = context.flags.text('sort-by') === '' ? context.flags.number('chunk-size') : 0;
  let token = '';
  let first: JsonObject | undefined;
  do {
    const body = await listPage(context, source, {
      ...(accept === undefined ? {} : { accept }),
      query: { ...query, limit: size > 0 ? size : undefined, continue: token },
    });
    first = first === undefined ? body : joined(first, body);
    token = textAt(body, 'metadata.continue');
  } while (token !== '');
  yield { resource: source.resource, body: first };
}

/** Pages are one answer: rows or items behind one another. */
function joined(first: JsonObject, next: JsonObject): JsonObject {
  const key = 'rows' in first ? 'rows' : 'items';
  return { ...first, [key]: [...listAt(first, key), ...listAt(next, key)] };
}

/** The objects of answers: a list's items get its kind. */
export function flattenPages(answers: readonly Answer[]): JsonObject[] {
  return answers.flatMap(({ resource, body }) =>
    Array.isArray(body['items'])
      ? listAt(body, 'items').map((item) => ({
          apiVersion: apiVersionOf(resource),
          kind: resource.kind,
          ...item,
        }))
      : [body],
  );
}
