import type { JsonObject } from '#cluster/api/object.ts';
import { at, listAt, textAt, textsAt } from '#commands/kubectl/json.ts';

/** What a route matches, as short as proxy-config writes it: headers are left out. */
export function describeMatch(route: JsonObject): string {
  const [prefix, separated, path, regex] = [
    'match.prefix',
    'match.pathSeparatedPrefix',
    'match.path',
    'match.safeRegex.regex',
  ].map((where) => textAt(route, where));
  return [
    prefix && `${prefix}*`,
    separated && `PathPrefix:${separated}`,
    path,
    regex && `regex ${regex}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** A route configuration that stands in a listener. */
export function describeInline(configuration: JsonObject): string {
  const hosts = listAt(configuration, 'virtualHosts');
  const only = matchAllCluster(hosts);
  if (only !== undefined) return describeCluster(only);
  const described = hosts.map((host) => {
    const routes = listAt(host, 'routes').map(describeMatch).join(', ');
    const domains = textsAt(host, 'domains').join('/');
    return domains === '*' ? routes : `${domains} ${routes}`;
  });
  return `Inline Route: ${described.join('; ')}`;
}

export function describeCluster(name: string): string {
  return name.includes('Cluster') ? name : `Cluster: ${name}`;
}

/** One route that takes everything to a cluster. */
function matchAllCluster(hosts: readonly JsonObject[]): string | undefined {
  const [host, ...others] = hosts;
  const [route, ...more] = listAt(host, 'routes');
  const isAll =
    others.length + more.length === 0 &&
    textsAt(host, 'domains').join('/') === '*' &&
    textAt(route, 'match.prefix') === '/';
  const cluster = at(route, 'route.cluster');
  return isAll && typeof cluster === 'string' ? cluster : undefined;
}
