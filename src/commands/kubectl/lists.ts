import type { JsonObject } from '#cluster/api/object.ts';
import type { Selection, Source } from './builder.ts';
import type { RequestOptions } from './client.ts';
import type { Context } from './context.ts';
import { StatusError, isNotFound } from './errors.ts';
import { quote } from './go-values.ts';
import { listAt, textAt } from './json.ts';
import { checkRegistered } from './scheme.ts';
import { type ApiResource, apiVersionOf, pathOf } from './resources.ts';

/** One object. Where its namespace is missing, that is what is said (cli-runtime's Info.Get). */
export async function getObject(
  context: Context,
  at: { resource: ApiResource; namespace: string; name: string; subresource?: string },
  options: RequestOptions = {},
): Promise<JsonObject> {
  const { resource, namespace, name, subresource = '' } = at;
  const path = `${pathOf(resource, namespace, name)}${subresource === '' ? '' : `/${subresource}`}`;
  try {
    return await context.client.json('GET', path, options);
  } catch (error) {
    if (!isNotFound(error) || namespace === '' || namespace === 'default') throw error;
    throw await firstMissing(context, namespace, error);
  }
}

/** What is said of a namespace that may not be asked for is not told. */
async function firstMissing(context: Context, namespace: string, error: unknown): Promise<unknown> {
  try {
    await context.client.json('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}`);
    return error;
  } catch (ofNamespace) {
    return isNotFound(ofNamespace) ? ofNamespace : error;
  }
}

/** One page; a refusal says what was asked for (cli-runtime's EnhanceListError). */
export async function listPage(
  context: Context,
  { resource, namespace, labels, fields }: Extract<Source, { type: 'list' }>,
  options: RequestOptions,
): Promise<JsonObject> {
  const query = { ...options.query, labelSelector: labels, fieldSelector: fields };
  try {
    return await context.client.json('GET', pathOf(resource, namespace), { ...options, query });
  } catch (error) {
    if (
      !(error instanceof StatusError) ||
      !/^(BadRequest|NotFound)$/.test(error.status.reason ?? '')
    )
      throw error;
    const subject = `"${resource.group}/${resource.version}, Resource=${resource.resource}"`;
    const what =
      labels === '' && fields === ''
        ? `Unable to list ${subject}`
        : `Unable to find ${subject} that match label selector ${quote(labels)}, field selector ${quote(fields)}`;
    throw new StatusError({ ...error.status, message: `${what}: ${error.message}` });
  }
}

/** In chunks, as kubectl asks; items get the list's kind. */
export async function* listObjects(
  context: Context,
  source: Extract<Source, { type: 'list' }>,
  { chunkSize = 500, typed = false }: Selection = {},
): AsyncGenerator<JsonObject> {
  const { resource } = source;
  let token = '';
  do {
    const list = await listPage(context, source, {
      query: { limit: chunkSize > 0 ? chunkSize : undefined, continue: token },
    });
    if (typed) checkRegistered(resource, { kind: `${resource.kind}List` });
    for (const item of listAt(list, 'items'))
      yield { apiVersion: apiVersionOf(resource), kind: resource.kind, ...item };
    token = textAt(list, 'metadata.continue');
  } while (token !== '');
}
