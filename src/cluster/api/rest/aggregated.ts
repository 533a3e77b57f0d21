import { serviceOf } from '#cluster/api/aggregation/availability.ts';
import { forbidden } from '#cluster/api/errors.ts';
import type { Exchange } from './exchange.ts';

/** What an APIService sends elsewhere is asked there (kube-aggregator/pkg/apiserver/handler_proxy.go, v1.35). Undefined for the server's own. */
export function answerAggregated(exchange: Exchange): Response | Promise<Response> | undefined {
  const { server, path, request, user } = exchange;
  const [root, group, version] = path.split('/').filter((part) => part !== '');
  if (root !== 'apis' || version === undefined) return undefined;
  const service = serviceOf(
    server.core.store.get({
      resource: 'apiservices.apiregistration.k8s.io',
      namespace: '',
      name: `${version}.${group}`,
    }),
  );
  if (!service) return undefined;
  authorize(exchange);
  const api = server.aggregated.find(service);
  if (!api) return new Response('service unavailable\n', { status: 503 });
  return api(request, user);
}

/** RequestInfo of a path whose verb stands in it: `/apis/<group>/<version>/watch/namespaces/<namespace>/<resource>/<name>/<subresource>`. */
function authorize({ server, path, user, request }: Exchange): void {
  const [, group = '', , ...rest] = path.split('/').filter((part) => part !== '');
  const isWatch = rest[0] === 'watch';
  const parts = isWatch ? rest.slice(1) : rest;
  if (parts.length === 0) return;
  const isNamespaced = parts[0] === 'namespaces' && parts.length > 3;
  const namespace = parts[0] === 'namespaces' ? parts[1] : undefined;
  const [resource = '', name, subresource] = isNamespaced ? parts.slice(2) : parts;
  const verb = isWatch ? 'watch' : request.method === 'POST' ? 'create' : 'get';
  const verdict = server.authorizer?.allows({
    user,
    verb,
    target: {
      type: 'resource',
      group,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
  });
  if (!verdict || verdict.allowed) return;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const scope =
    namespace === undefined
      ? 'at the cluster scope'
      : `in the namespace ${JSON.stringify(namespace)}`;
  throw forbidden(
    { group, resource },
    name ?? '',
    `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${scope}`,
  );
}
