import { failure, forbidden } from '#cluster/api/errors.ts';
import type { User } from '#cluster/api/rbac/authorizer.ts';
import type { Exchange, ResourceExchange, Server } from './exchange.ts';
import { accountUser, readToken } from './service-account-token.ts';

/** Who asks: the default user or the owner of a token, or the one whom he impersonates. */
export function userOf(server: Server, { headers }: Request): User {
  const user = authenticated(server, headers.get('authorization'));
  const name = fromBytes(headers.get('impersonate-user'));
  if (name === null) return user;
  const verdict = server.authorizer?.allows({
    user,
    verb: 'impersonate',
    target: { type: 'resource', group: '', resource: 'users', name },
  });
  if (verdict && !verdict.allowed) {
    throw forbidden(
      { group: '', resource: 'users' },
      name,
      `User ${quote(user.name)} cannot impersonate resource "users" in API group "" at the cluster scope`,
    );
  }
  return impersonated(name, fromBytes(headers.get('impersonate-group')));
}

/** A header holds bytes, a character for each; they are UTF-8. */
function fromBytes(value: string | null): string | null {
  return value && new TextDecoder().decode(Uint8Array.from(value, (char) => char.charCodeAt(0)));
}

function authenticated({ core, defaultUser }: Server, authorization: string | null): User {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return defaultUser;
  const user = readToken(core, token);
  if (!user) throw failure(401, 'Unauthorized', 'Unauthorized');
  return user;
}

/** apiserver/pkg/endpoints/filters/impersonation.go (v1.35). */
function impersonated(name: string, groupHeader: string | null): User {
  const groups = (groupHeader ?? '').split(/,\s*/).filter((one) => one !== '');
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (namespace !== undefined && account !== undefined && groups.length === 0) {
    return accountUser(namespace, account);
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
