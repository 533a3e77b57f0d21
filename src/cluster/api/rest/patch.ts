import { badRequest, conflict, notFound, unsupportedMedia } from '#cluster/api/errors.ts';
import { asObject, type Fields, isFields } from '#cluster/api/json.ts';
import { goSyntaxError, parseJson } from '#cluster/api/json-text.ts';
import { toVersion } from '#cluster/api/kinds/versions.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Patching } from '#cluster/api/rules.ts';
import { seconds } from '#cluster/timestamps.ts';
import { create } from '#cluster/api/verbs/create.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import { change } from '#cluster/api/verbs/update.ts';
import { answer } from './answer.ts';
import { contentType, readYaml } from './body.ts';
import { callOf, type ResourceExchange } from './exchange.ts';
import { renderingOf } from './forms.ts';
import { decodeFor, ofKind } from './write.ts';

const patchTypes = new Map<string, Patching['type'] | 'apply'>([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

/** apiserver/pkg/endpoints/handlers/patch.go (v1.35). */
export async function patch(exchange: ResourceExchange, subresource?: string): Promise<Response> {
  const rendering = renderingOf(exchange);
  const type = patchTypeOf(exchange);
  const text = await exchange.request.text();
  if (type === 'apply') {
    const { object, isNew } = await apply(exchange, text, subresource);
    return answer(exchange, rendering.one(object), isNew ? 201 : 200);
  }
  const { namespace, name = '' } = exchange.route;
  const content = parsePatch(text, type);
  const object = change(
    exchange.server.core,
    callOf(exchange, subresource),
    { namespace, name },
    (stored) => patched(exchange, stored, type, content),
  );
  return answer(exchange, rendering.one(object));
}

export function patchTypeOf({ request, resource }: ResourceExchange): Patching['type'] | 'apply' {
  const type = patchTypes.get(contentType(request));
  const accepted = [...patchTypes.keys()].filter(
    (name) => !(resource.custom && name.includes('strategic')),
  );
  if (!type || (resource.custom && type === 'strategic')) throw unsupportedMedia(accepted);
  return type;
}

export function parsePatch(text: string, type: Patching['type']): unknown {
  try {
    const value = parseJson(text);
    if (type === 'json' ? Array.isArray(value) : isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest(`error decoding patch: ${goSyntaxError(text)}`);
  }
  throw badRequest('error decoding patch: json: cannot unmarshal into Go value');
}

/** The stored object with the patch applied in the client's version, read again by the schema. */
function patched(
  exchange: ResourceExchange,
  stored: KubeObject,
  type: Patching['type'],
  content: unknown,
): KubeObject {
  const { resource, route, server } = exchange;
  const object = toVersion(resource, stored, route.version);
  const result = server.core.rules.ofRequests().patch(resource, {
    version: route.version,
    type,
    object,
    patch: content,
  });
  return decodeFor(exchange, result);
}

async function apply(
  exchange: ResourceExchange,
  text: string,
  subresource: string | undefined,
): Promise<{ object: KubeObject; isNew: boolean }> {
  const { resource, route, server, query } = exchange;
  const { core } = server;
  const manager = query.get('fieldManager') ?? '';
  if (manager === '') {
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  }
  const { namespace, name = '' } = route;
  // As it was written: defaults and zero values that decoding gives are not applied.
  const applied = asObject(ofKind(exchange, await parseApplied(exchange, text)));
  if (applied.metadata.managedFields !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const stored = core.store.get(placeOf(resource, namespace, name));
  const merge = (before: KubeObject | undefined): KubeObject =>
    decodeFor(
      exchange,
      core.rules.ofRequests().apply(resource, {
        version: route.version,
        stored: before && toVersion(resource, before, route.version),
        applied,
        manager,
        subresource,
        force: query.get('force') === 'true',
        time: seconds(core.clock.now()),
      }),
    );
  const call = { ...callOf(exchange, subresource), manager, operation: 'Apply' } as const;
  if (!stored) {
    if (subresource !== undefined) throw notFound(groupResource(resource), name);
    if (applied.metadata.uid) {
      throw conflict(
        groupResource(resource),
        name,
        `uid mismatch: the provided object specified uid ${applied.metadata.uid}, and no existing object was found`,
      );
    }
    return { object: create(core, call, named(merge(undefined), name), namespace), isNew: true };
  }
  return { object: change(core, call, { namespace, name }, merge), isNew: false };
}

function named(object: KubeObject, name: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, name } };
}

async function parseApplied(exchange: ResourceExchange, text: string): Promise<Fields> {
  const value = await readYaml(exchange, text);
  if (!isFields(value)) throw badRequest('error decoding YAML: not an object');
  return asObject(value);
}
