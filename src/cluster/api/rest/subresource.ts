import { failure } from '#cluster/api/errors.ts';
import { placeOf, groupResource } from '#cluster/api/verbs/names.ts';
import { notFound } from '#cluster/api/errors.ts';
import { answer } from './answer.ts';
import { postBinding } from './binding.ts';
import { evict } from './eviction.ts';
import type { ResourceExchange } from './exchange.ts';
import { renderingOf } from './forms.ts';
import { readLog } from './log.ts';
import { patch } from './patch.ts';
import { answerScale } from './scale.ts';
import { connectPod } from './connect.ts';
import { forwardPorts } from './port-forward.ts';
import { requestToken } from './token.ts';
import { put } from './write.ts';

type Answer = (exchange: ResourceExchange, verb: string) => Response | Promise<Response>;

const answers = new Map<string, Answer>([
  ['attach', (exchange) => connectPod(exchange, 'attach')],
  ['binding', postBinding],
  ['eviction', evict],
  ['exec', (exchange) => connectPod(exchange, 'exec')],
  ['log', readLog],
  ['portforward', forwardPorts],
  ['proxy', refuseProxy],
  ['scale', answerScale],
  ['token', requestToken],
]);

export function answerSubresource(
  exchange: ResourceExchange,
  verb: string,
): Response | Promise<Response> {
  const { subresource = '' } = exchange.route;
  return (answers.get(subresource) ?? answerPart)(exchange, verb);
}

/** status, approval, finalize, resize, ephemeralcontainers: parts of the object, written apart. */
function answerPart(exchange: ResourceExchange, verb: string): Response | Promise<Response> {
  const { route, resource, server } = exchange;
  if (verb === 'update') return put(exchange, route.subresource);
  if (verb === 'patch') return patch(exchange, route.subresource);
  const found = server.core.store.get(placeOf(resource, route.namespace, route.name ?? ''));
  if (!found) throw notFound(groupResource(resource), route.name ?? '');
  return answer(exchange, renderingOf(exchange).one(found));
}

function refuseProxy(): never {
  throw failure(
    501,
    'NotImplemented',
    'maillage: le mandataire de l’API (proxy) n’est pas simulé dans ce cours',
  );
}
