import { answer } from './answer.ts';
import { postBinding } from './binding.ts';
import type { ResourceExchange } from './exchange.ts';
import { renderingOf } from './forms.ts';
import { postReview, reviews } from './reviews.ts';
import { notFound } from '#cluster/api/errors.ts';
import { groupResource } from '#cluster/api/verbs/names.ts';

/** Resources of which nothing is stored. */
export function answerVirtual(
  exchange: ResourceExchange,
  verb: string,
): Response | Promise<Response> | undefined {
  const { resource } = exchange;
  if (resource.name === 'bindings') return postBinding(exchange);
  if (resource.name === 'componentstatuses') return componentStatuses(exchange, verb);
  return reviews.has(resource.name) ? postReview(exchange) : undefined;
}

const components = ['scheduler', 'controller-manager', 'etcd-0'];

function componentStatuses(exchange: ResourceExchange, verb: string): Response {
  const { route, resource } = exchange;
  const rendering = renderingOf(exchange);
  const statuses = components.map(statusOf);
  if (verb === 'list') return answer(exchange, rendering.list(statuses, { resourceVersion: '' }));
  const found = statuses.find(({ metadata }) => metadata.name === route.name);
  if (!found) throw notFound(groupResource(resource), route.name ?? '');
  return answer(exchange, rendering.one(found));
}

function statusOf(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    // The real one has neither uid, nor version, nor time.
    metadata: { name, uid: '', resourceVersion: '', creationTimestamp: '' },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  };
}
