import type { Fields } from '#cluster/api/json.ts';
import { hostsMatch } from '#mesh/istio/pilot/model/host.ts';
import { gatewayNames } from './gateway-names.ts';
import { isJwtClaim } from './headers.ts';
import { httpRoute } from './http-route.ts';
import { type RouteContext, tcpRoute, tlsRoute } from './l4-routes.ts';
import { gatewayDomain, isIp, wildcardDomain } from './names.ts';
import { all, error, errorIf, fine, type Problems } from './problems.ts';
import { entries, messages, texts } from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { exportTo } from './scope.ts';
import { unreachable, unreachableHttp } from './unreachable.ts';

export function virtualService({ spec, namespace }: Resource): Problems {
  const hosts = texts(spec, 'hosts');
  const gateways = texts(spec, 'gateways');
  const isForGateways = gateways.length > 0 && !gateways.includes('mesh');
  const [http, tls, tcp] = ['http', 'tls', 'tcp'].map((key) => messages(spec, key));
  return all(
    hosts.length === 0 ? delegateOnly(spec) : fine,
    gatewayNames(spec),
    isForGateways ? fine : claimMatches(spec),
    hostNames(spec, { hosts, isForGateways }),
    errorIf(
      !http?.length && !tls?.length && !tcp?.length,
      'http, tcp or tls must be provided in virtual service',
    ),
    ...(http ?? []).map((route) =>
      route ? httpRoute(route, hosts.length === 0) : error('http route may not be null'),
    ),
    ...(tls ?? []).map((route) => tlsRoute(route, { hosts, isForGateways })),
    ...(tcp ?? []).map(tcpRoute),
    exportTo(spec, { namespace }),
    unreachableHttp(http ?? []),
    unreachable(tcp ?? []),
    unreachable(tls ?? []),
  );
}

function delegateOnly(spec: Fields): Problems {
  return all(
    errorIf(
      texts(spec, 'gateways').length > 0,
      'delegate virtual service must have no gateways specified',
    ),
    errorIf(
      messages(spec, 'tls').length > 0,
      'delegate virtual service must have no tls route specified',
    ),
    errorIf(
      messages(spec, 'tcp').length > 0,
      'delegate virtual service must have no tcp route specified',
    ),
  );
}

/** Only gateways route on the claims of a token. */
function claimMatches(spec: Fields): Problems {
  const matches = messages(spec, 'http').flatMap((route) => messages(route ?? {}, 'match'));
  const names = matches.flatMap((match) =>
    ['headers', 'withoutHeaders'].flatMap((key) => entries(match ?? {}, key).map(([name]) => name)),
  );
  const found = `[${texts(spec, 'gateways').join(' ')}]`;
  const problems = names
    .filter(isJwtClaim)
    .map((name) =>
      error(
        `JWT claim based routing (key: ${name}) is only supported for gateway, found no gateways: ${found}`,
      ),
    );
  return all(...problems);
}

function hostNames(spec: Fields, { hosts, isForGateways }: RouteContext): Problems {
  const problems = hosts.map((host) => hostName(spec, host, isForGateways));
  if (problems.some((each) => each.error)) return all(...problems);
  const twice = hosts.flatMap((host, index) =>
    hosts
      .slice(index + 1)
      .filter((other) => hostsMatch(host, other))
      .map((other) => error(`duplicate hosts in virtual service: ${host} & ${other}`)),
  );
  return all(...problems, ...twice);
}

function hostName(spec: Fields, host: string, isForGateways: boolean): Problems {
  const matches = messages(spec, 'tls').flatMap((route) => messages(route ?? {}, 'match'));
  const hasSni = matches.some((match) => texts(match ?? {}, 'sniHosts').length > 0);
  const domain = isForGateways ? gatewayDomain(host, hasSni) : wildcardDomain(host);
  if (domain.error) return isIp(host) ? fine : domain;
  return errorIf(
    !isForGateways && host === '*',
    'wildcard host * is not allowed for virtual services bound to the mesh gateway',
  );
}
