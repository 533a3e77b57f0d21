import { limitKinds, limits } from '#cluster/api/admission/late-limits.ts';
import { ApiError } from '#cluster/api/api.ts';
import { failure, methodNotAllowed, notFound, unknownPath } from '#cluster/api/errors.ts';
import { answerDiscovery } from '#cluster/api/discovery/answer.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import { qualified } from '#cluster/api/errors.ts';
import { createAuthorizer } from '#cluster/api/rbac/create-authorizer.ts';
import type { ApiFetch } from '#cluster/client.ts';
import { parseJson, TooDeep } from '#cluster/api/json-text.ts';
import { schemaFor } from '#cluster/api/schema-rules.ts';
import { cel, hasRules } from '#cluster/api/schema/late-cel.ts';
import { isRuled } from '#cluster/api/schema/ruled.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import { answerAggregated } from './aggregated.ts';
import { answer, answerError, pageNotFound, wantsYaml } from './answer.ts';
import { authorize, authorizePath, userOf } from './authorize.ts';
import { deleteMany, deleteOne } from './delete.ts';
import type { Exchange, ResourceExchange, Server, ServerParts } from './exchange.ts';
import { readyToRender, renderingOf } from './forms.ts';
import { answerHealth } from './health.ts';
import { lateRules } from './late-rules.ts';
import { yaml } from './late-yaml.ts';
import { list } from './list.ts';
import { answerOpenApi } from './openapi.ts';
import { patch } from './patch.ts';
import { parseRoute } from './route.ts';
import { answerSubresource } from './subresource.ts';
import { answerVirtual } from './virtual.ts';
import { watch } from './watch.ts';
import { post, put } from './write.ts';

/** What answers requests. */
export function openServer(parts: ServerParts): ApiFetch {
  const { api, core, rbac } = parts;
  const authorizer = rbac ? createAuthorizer(api) : undefined;
  const server = { ...parts, authorizer, readyToWrite: lateRules(core) };
  return (request, upstream) => serve(server, request, upstream);
}

async function serve(
  server: Server,
  request: Request,
  upstream?: AsyncIterable<Uint8Array>,
): Promise<Response> {
  const url = new URL(request.url);
  const exchange: Exchange = {
    server,
    request,
    query: url.searchParams,
    path: url.pathname,
    user: server.defaultUser,
    warnings: [],
    upstream,
  };
  if (wantsYaml(exchange)) await server.core.clock.hold(yaml.load());
  try {
    return await route({ ...exchange, user: userOf(server, request) });
  } catch (error) {
    if (error instanceof ApiError) {
      const exact = error.exact && server.core.clock.hold(error.exact());
      return answerError(exchange, (await exact) ?? error);
    }
    if (error instanceof TooDeep)
      return answerError(exchange, failure(501, 'NotImplemented', error.message));
    throw error;
  }
}

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);

async function route(exchange: Exchange): Promise<Response> {
  const elsewhere = answerAggregated(exchange);
  if (elsewhere) return elsewhere;
  const found = parseRoute(exchange.path);
  if (!found) {
    authorizePath(exchange);
    if (exchange.path.startsWith('/openapi/')) {
      return exchange.server.core.clock.hold(answerOpenApi(exchange));
    }
    return answerHealth(exchange) ?? answerDiscovery(exchange) ?? pageNotFound();
  }
  const { kinds } = exchange.server.core;
  const resource = kinds.find(qualified(found.plural, found.group));
  if (!resource?.versions.includes(found.version)) {
    const group = kinds.groups().find(({ name }) => name === found.group);
    if (!group?.versions.includes(found.version)) return pageNotFound();
    throw unknownPath();
  }
  const target: ResourceExchange = { ...exchange, route: found, resource };
  warnOfAge(target);
  if (writes(target)) await readyToWrite(target);
  await readyToRender(target);
  return answerResource(target);
}

/** Subresources that speak to a container, whatever the method. */
const connections: ReadonlySet<string> = new Set(['attach', 'exec', 'portforward', 'proxy']);

function writes({ request, route }: ResourceExchange): boolean {
  return !reads.has(request.method) && !connections.has(route.subresource ?? '');
}

async function readyToWrite({ request, resource, route, server }: ResourceExchange): Promise<void> {
  const { kinds, webhooks, clock } = server.core;
  await server.readyToWrite();
  await webhooks.load(resource, () => request.clone().text());
  if (limitKinds.has(resource.name)) await clock.hold(limits.load());
  if (!resource.custom || cel.value) return;
  const schema = schemaFor(kinds, resource, route.version);
  if (schema && (await mayBeRuled(request, schema))) await clock.hold(cel.load());
}

/** What a patch makes of an object is not known before it is made. */
async function mayBeRuled(request: Request, schema: Schema): Promise<boolean> {
  if (!hasRules(schema) || request.method === 'DELETE') return false;
  if (request.method === 'PATCH') return true;
  const text = await request.clone().text();
  try {
    return isRuled(parseJson(text), schema);
  } catch {
    // YAML, or what will be refused.
    return true;
  }
}

/** Kinds that the server warns about: apiserver/pkg/endpoints/deprecation and their lifecycle tags (v1.35). */
const deprecated = new Map([
  ['endpoints', 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  ['componentstatuses', 'v1 ComponentStatus is deprecated in v1.19+'],
]);

function warnOfAge({ resource, warnings }: ResourceExchange): void {
  const warning = deprecated.get(resource.name);
  if (warning !== undefined) warnings.push(warning);
}

function answerResource(exchange: ResourceExchange): Response | Promise<Response> {
  const { route, resource, query } = exchange;
  const verb = verbOf(exchange);
  if (route.subresource !== undefined) {
    const subresource = resource.subresources.find(({ name }) => name === route.subresource);
    if (!subresource) throw unknownPath();
    authorize(exchange, verb);
    if (!subresource.verbs.includes(verb)) throw methodNotAllowed();
    return answerSubresource(exchange, verb);
  }
  if (route.name !== undefined && resource.namespaced && route.namespace === undefined) {
    throw unknownPath();
  }
  authorize(exchange, verb);
  if (!supports(resource, verb) || (verb === 'create' && route.name !== undefined)) {
    throw methodNotAllowed();
  }
  const virtual = answerVirtual(exchange, verb);
  if (virtual) return virtual;
  switch (verb) {
    case 'get':
      return query.get('watch') === 'true' ? watch(exchange) : getOne(exchange);
    case 'list':
      return list(exchange);
    case 'watch':
      return watch(exchange);
    case 'create':
      return post(exchange);
    case 'update':
      return put(exchange);
    case 'patch':
      return patch(exchange);
    case 'delete':
      return deleteOne(exchange);
    default:
      return deleteMany(exchange);
  }
}

function supports({ verbs }: Resource, verb: string): boolean {
  return verbs.includes(verb);
}

/** request.RequestInfo: the verb that RBAC knows. */
function verbOf({ request, route, query }: ResourceExchange): string {
  const isOne = route.name !== undefined;
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (isOne) return 'get';
      return ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isOne ? 'delete' : 'deletecollection';
    default:
      return request.method.toLowerCase();
  }
}

function getOne(exchange: ResourceExchange): Response {
  const { server, resource, route } = exchange;
  const rendering = renderingOf(exchange);
  const name = route.name ?? '';
  const found = server.core.store.get(placeOf(resource, route.namespace, name));
  if (!found) throw notFound(groupResource(resource), name);
  return answer(exchange, rendering.one(found));
}
