import { forbidden } from '#cluster/api/errors.ts';
import type { User } from '#cluster/api/rbac/authorizer.ts';
import type { Exchange, ResourceExchange, Server } from './exchange.ts';

/** Who asks: the default user, or the one that he impersonates. */
export function userOf({ defaultUser }: Server, { headers }: Request): User {
  const name = headers.get('impersonate-user');
  if (name === null) return defaultUser;
  const groups = (headers.get('impersonate-group') ?? '').split(/,\s*/).filter((one) => one !== '');
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name);
  if (account && groups.length === 0) {
    groups.push('system:serviceaccounts', `system:serviceaccounts:${account[1] ?? ''}`);
  }
  const base = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { name, groups: groups.includes(base) ? groups : [...groups, base] };
}

/** apiserver/pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage (v1.35). */
export function authorize(exchange: ResourceExchange, verb: string): void {
  const { server, user, route, resource } = exchange;
  const { subresource, namespace, name } = route;
  const verdict = server.authorizer?.allows({
    user,
    verb,
    target: {
      type: 'resource',
      group: resource.group,
      resource: resource.plural,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
  });
  if (!verdict || verdict.allowed) return;
  const what = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  const scope =
    namespace === undefined ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`;
  const reason = verdict.reason === '' ? '' : `: ${verdict.reason}`;
  throw forbidden(
    { group: resource.group, resource: resource.plural },
    name ?? '',
    `User ${quote(user.name)} cannot ${verb} resource ${quote(what)} in API group ${quote(resource.group)} ${scope}${reason}`,
  );
}

export function authorizePath({ server, user, path, request }: Exchange): void {
  const verb = request.method.toLowerCase();
  const verdict = server.authorizer?.allows({ user, verb, target: { type: 'path', path } });
  if (!verdict || verdict.allowed) return;
  throw forbidden(
    { group: '', resource: '' },
    '',
    `User ${quote(user.name)} cannot ${verb} path ${quote(path)}`,
  );
}

/** Go's %q, of text that has nothing to escape but quotes. */
function quote(text: string): string {
  return JSON.stringify(text);
}
