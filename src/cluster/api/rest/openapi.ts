import { notAcceptable } from '#cluster/api/errors.ts';
import { answer, answerJson, pageNotFound } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** The OpenAPI documents, in JSON; what makes them is loaded when one is asked for. */
export async function answerOpenApi(exchange: Exchange): Promise<Response> {
  const { path, server, request } = exchange;
  const { kinds } = server.core;
  const accept = request.headers.get('accept') ?? '';
  const isJson = accept === '' || /json|\*\/\*|yaml/.test(accept);
  if (!isJson && path === '/openapi/v2') return answerProtobuf(exchange, accept);
  if (!isJson) throw notAcceptable(['application/json']);
  const { openApiIndex, openApiV2, openApiV3Json } = await import('#cluster/api/schema/openapi.ts');
  if (path === '/openapi/v2') return answer(exchange, await openApiV2(kinds));
  if (path === '/openapi/v3') return answer(exchange, openApiIndex(kinds));
  const groupVersion = /^\/openapi\/v3\/(?:api|apis)\/(.+)$/.exec(path)?.[1];
  const json = groupVersion === undefined ? undefined : await openApiV3Json(kinds, groupVersion);
  return json === undefined ? pageNotFound() : answerJson(exchange, json);
}

/** What Go clients ask for. */
async function answerProtobuf({ server }: Exchange, accept: string): Promise<Response> {
  const [{ openApiV2 }, { encodeOpenApiV2, openApiV2Protobuf: type }] = await Promise.all([
    import('#cluster/api/schema/openapi.ts'),
    import('#cluster/api/schema/openapi-protobuf.ts'),
  ]);
  // Clients still write `@`, which is no media type and which the server does not answer with.
  if (!accept.replace('@', '.').includes(type)) throw notAcceptable(['application/json', type]);
  const body = encodeOpenApiV2(await openApiV2(server.core.kinds));
  return new Response(body, { headers: { 'content-type': type } });
}
