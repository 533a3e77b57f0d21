import { badRequest } from '#cluster/api/errors.ts';
import { asObject, type Fields, optionalText } from '#cluster/api/json.ts';
import { apiVersionOf } from '#cluster/api/kinds/resource.ts';
import { fromVersion } from '#cluster/api/kinds/versions.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { FieldValidation } from '#cluster/api/rules.ts';
import { create } from '#cluster/api/verbs/create.ts';
import { update } from '#cluster/api/verbs/update.ts';
import { answer } from './answer.ts';
import { readObject } from './body.ts';
import { callOf, type ResourceExchange } from './exchange.ts';
import { renderingOf } from './forms.ts';

export async function post(exchange: ResourceExchange): Promise<Response> {
  const rendering = renderingOf(exchange);
  const object = await readIncoming(exchange);
  const made = create(exchange.server.core, callOf(exchange), object, exchange.route.namespace);
  return answer(exchange, rendering.one(made), 201);
}

export async function put(exchange: ResourceExchange, subresource?: string): Promise<Response> {
  const rendering = renderingOf(exchange);
  const object = await readIncoming(exchange);
  const { namespace, name = '' } = exchange.route;
  const call = callOf(exchange, subresource);
  if (object.metadata.name === undefined || object.metadata.name === '') {
    throw badRequest('name must be provided');
  }
  return answer(
    exchange,
    rendering.one(update(exchange.server.core, call, { namespace, name }, object)),
  );
}

/** The body as an object of the resource, in its stored form. */
async function readIncoming(exchange: ResourceExchange): Promise<KubeObject> {
  const { fields, text, isYaml } = await readObject(exchange);
  return decodeFor(exchange, fields, isYaml ? undefined : text);
}

/** Reads an object by the schema of its resource, in its stored form. */
export function decodeFor(exchange: ResourceExchange, fields: Fields, text?: string): KubeObject {
  const { resource, route, server, warnings } = exchange;
  const decoded = server.core.rules.ofRequests().decode(resource, {
    version: route.version,
    fields: ofKind(exchange, fields),
    text,
    fieldValidation: fieldValidationOf(exchange),
    warn: (warning) => void warnings.push(warning),
  });
  return fromVersion(resource, asObject(decoded), route.version);
}

/** Checks that the object is of the resource's kind and version, which it may leave out. */
export function ofKind({ resource, route }: ResourceExchange, fields: Fields): Fields {
  const expected = apiVersionOf(resource.group, route.version);
  const apiVersion = optionalText(fields['apiVersion']) ?? expected;
  const kind = optionalText(fields['kind']) ?? resource.kind;
  if (apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (kind !== resource.kind) {
    throw badRequest(
      `${kind} in version ${JSON.stringify(route.version)} cannot be handled as a ${resource.kind}: converting (${kind}) to (${resource.kind}): unknown conversion`,
    );
  }
  return { ...fields, apiVersion, kind };
}

const modes = new Map<string, FieldValidation>([
  ['', 'Warn'],
  ['Ignore', 'Ignore'],
  ['Warn', 'Warn'],
  ['Strict', 'Strict'],
]);

function fieldValidationOf({ query }: ResourceExchange): FieldValidation {
  const asked = query.get('fieldValidation') ?? '';
  const mode = modes.get(asked);
  if (mode) return mode;
  throw badRequest(
    `fieldValidation: Unsupported value: ${JSON.stringify(asked)}: supported values: "Ignore", "Strict", "Warn"`,
  );
}
