import type { Fields } from '#cluster/api/json.ts';
import { isSubsetOf } from '#mesh/istio/pilot/model/host.ts';
import { destinations } from './destination.ts';
import { gatewayNames } from './gateway-names.ts';
import { gatewayDomain, isIp, labels, quoted, subnet, wildcardDomain } from './names.ts';
import {
  all,
  error,
  errorIf,
  errorsOnly,
  fine,
  listed,
  type Problems,
  warning,
} from './problems.ts';
import { messages, number, texts } from '#mesh/istio/pilot/model/fields.ts';
import { port } from './values.ts';

export interface RouteContext {
  readonly hosts: readonly string[];
  readonly isForGateways: boolean;
}

export function tlsRoute(route: Fields | undefined, context: RouteContext): Problems {
  if (!route) return fine;
  const matches = messages(route, 'match');
  return all(
    errorIf(matches.length === 0, 'TLS route must have at least one match condition'),
    ...matches.map((match) => tlsMatch(match, context)),
    errorIf(messages(route, 'route').length === 0, 'TLS route is required'),
    destinations(route),
  );
}

function tlsMatch(match: Fields | undefined, context: RouteContext): Problems {
  if (!match) return error('TLS match may not be null');
  const names = texts(match, 'sniHosts');
  return all(
    errorIf(names.length === 0, 'TLS match must have at least one SNI host'),
    ...names.map((name) => sniHost(name, context)),
    l4Match(match),
  );
}

function sniHost(name: string, { hosts, isForGateways }: RouteContext): Problems {
  const domain = isForGateways ? gatewayDomain(name, true) : wildcardDomain(name);
  if (domain.error) return isIp(name) ? ipWarning(name) : domain;
  return errorIf(
    !hosts.some((host) => isSubsetOf(name, host)),
    `SNI host ${quoted(name)} is not a compatible subset of any of the virtual service hosts: [${hosts.join(', ')}]`,
  );
}

function ipWarning(name: string): Problems {
  return warning(
    `using an IP address (${quoted(name)}) goes against SNI spec and most clients do not support this`,
  );
}

export function tcpRoute(route: Fields | undefined): Problems {
  if (!route) return fine;
  return errorsOnly(
    all(
      ...messages(route, 'match').map((match) =>
        match ? l4Match(match) : listed(error('tcp match may not be nil')),
      ),
      errorIf(messages(route, 'route').length === 0, 'TCP route is required'),
      destinations(route),
    ),
  );
}

function l4Match(match: Fields): Problems {
  return all(
    ...texts(match, 'destinationSubnets').map(subnet),
    number(match, 'port') === 0 ? fine : port(number(match, 'port')),
    labels(match, 'sourceLabels'),
    gatewayNames(match),
  );
}
