import type { JsonObject } from '#cluster/api/object.ts';
import { goSort } from '#commands/kubectl/go-sort.ts';
import { at, listAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { routesOf, type ConfigDump } from './config-dump.ts';
import { managedBy } from './managed-by.ts';
import { print, printTable } from './output.ts';
import { describeMatch } from './route-match.ts';
import { dumpOf } from './sources.ts';

/** istioctl/pkg/writer/envoy/configdump/route.go. */
export const routeVerb: Verb = async (context) => {
  const { flags } = context;
  const routes = chosenRoutes(context, await dumpOf(context, 'route', 'route'));
  await print(context, {
    short: () => routeTable(routes, { isVerbose: flags.isOn('verbose') }),
    whole: () => routes,
  });
};

export function chosenRoutes({ flags }: Context, dump: ConfigDump): readonly JsonObject[] {
  const name = flags.text('name');
  const sorted = goSort(routesOf(dump), (a, b) => {
    const [one, other] = [textAt(a, 'name'), textAt(b, 'name')];
    return /^\d+$/.test(one) && /^\d+$/.test(other) && Number(one) < Number(other);
  });
  return sorted.filter((route) => name === '' || textAt(route, 'name') === name);
}

interface TableOptions {
  readonly isVerbose: boolean;
  readonly isNamed?: boolean;
}

export function routeTable(
  routes: readonly JsonObject[],
  { isVerbose, isNamed = false }: TableOptions,
): string {
  const nameOf = (route: JsonObject): string =>
    `${isNamed ? 'route/' : ''}${textAt(route, 'name')}`;
  if (!isVerbose) {
    const rows = routes.map((route) => [nameOf(route), listAt(route, 'virtualHosts').length]);
    return printTable([['NAME', 'VIRTUAL HOSTS'], ...rows]);
  }
  const rows = routes.flatMap((route) =>
    listAt(route, 'virtualHosts').flatMap((host) => {
      const start = [
        nameOf(route),
        textAt(host, 'name'),
        describeDomains(textsAt(host, 'domains')),
      ];
      return describedRoutes(host).map((cells) => [...start, ...cells]);
    }),
  );
  return printTable([['NAME', 'VHOST NAME', 'DOMAINS', 'MATCH', 'VIRTUAL SERVICE'], ...rows]);
}

function describedRoutes(host: JsonObject): readonly (readonly string[])[] {
  const routes = listAt(host, 'routes');
  if (routes.length === 0) return [['/*', '404']];
  return routes
    .filter((route) => at(route, 'route.cluster') !== 'PassthroughCluster')
    .map((route) => [describeMatch(route), managedBy(route)]);
}

/** Two of them, without ports and without the longer forms of one name. */
function describeDomains(domains: readonly string[]): string {
  if (domains.length === 1) return domains.join('');
  const plain = domains.filter((domain) => {
    const colons = domain.split(':').length - 1;
    return colons === 0 || (colons > 2 && domain.endsWith(']'));
  });
  const known = new Set(plain);
  const short = plain.filter(
    (domain) =>
      !['.svc.cluster.local', '.svc'].some(
        (suffix) => domain.endsWith(suffix) && known.has(domain.slice(0, -suffix.length)),
      ),
  );
  const more = short.length > 2 ? ` + ${short.length - 2} more...` : '';
  return `${short.slice(0, 2).join(', ')}${more}`;
}
