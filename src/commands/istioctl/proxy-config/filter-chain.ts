import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord, listAt, numberAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import { describeCluster, describeInline } from './route-match.ts';

/** The chains of a listener, the default one last. */
export function chainsOf(listener: JsonObject): readonly JsonObject[] {
  const usual = listener['defaultFilterChain'];
  return [...listAt(listener, 'filterChains'), ...(isRecord(usual) ? [usual] : [])];
}

/** Lists of application protocols that have a name. */
const protocolNames: ReadonlyMap<string, string> = new Map([
  ['http/1.0,http/1.1,h2c,istio-http/1.0,istio-http/1.1,istio-h2', 'App: HTTP TLS'],
  ['istio,istio-http/1.0,istio-http/1.1,istio-h2', 'App: Istio HTTP Plain'],
  ['istio-peer-exchange,istio', 'App: TCP TLS'],
  ['http/1.0,http/1.1,h2c', 'App: HTTP'],
]);

export function describeChainMatch(chain: JsonObject): string {
  const match = recordAt(chain, 'filterChainMatch');
  const names = textsAt(match, 'serverNames').join(',');
  const transport = textAt(match, 'transportProtocol');
  const protocols = textsAt(match, 'applicationProtocols').join(',');
  const port = 'destinationPort' in match ? `:${numberAt(match, 'destinationPort')}` : '';
  const ranges = listAt(match, 'prefixRanges')
    .map((range) => `${textAt(range, 'addressPrefix')}/${numberAt(range, 'prefixLen')}`)
    .join(',');
  const described = [
    names && `SNI: ${names}`,
    transport && `Trans: ${transport}`,
    protocols && (protocolNames.get(protocols) ?? `App: ${protocols}`),
    (ranges || port) && `Addr: ${ranges || '*'}${port}`,
  ].filter(Boolean);
  return described.length > 0 ? described.join('; ') : 'ALL';
}

export function isHttp(filter: JsonObject): boolean {
  return filter['name'] === 'envoy.filters.network.http_connection_manager';
}

/** What leads nowhere does not count. */
export function isTcp(filter: JsonObject): boolean {
  return (
    filter['name'] === 'envoy.filters.network.tcp_proxy' &&
    !JSON.stringify(filter['typedConfig'] ?? {}).includes('BlackHoleCluster')
  );
}

/** Where the first filter that ends a connection leads. */
export function describeDestination(chain: JsonObject): string {
  const filter = listAt(chain, 'filters').find((each) => isHttp(each) || isTcp(each));
  if (!filter) return 'Non-HTTP/Non-TCP';
  const config = recordAt(filter, 'typedConfig');
  if (isTcp(filter)) return describeCluster(textAt(config, 'cluster'));
  if (isRecord(config['routeConfig'])) return describeInline(config['routeConfig']);
  const route = textAt(config, 'rds.routeConfigName');
  return route === '' ? 'HTTP' : `Route: ${route}`;
}
