import type { Fields } from '#cluster/api/json.ts';
import { headerName } from './headers.ts';
import { fqdn, isIp, labels, quoted } from './names.ts';
import { all, error, errorIf, fine, printFailure, type Problems, warning } from './problems.ts';
import {
  child,
  entries,
  has,
  messages,
  number,
  optional,
  text,
  texts,
} from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { nonNegative, port, portName, unixAddress, unixPrefix } from './values.ts';

export function workloadEntry({ spec }: Resource): Problems {
  return endpoint(spec, undefined);
}

/** An endpoint alone or, with the names of the service's ports, one of a ServiceEntry of static addresses. */
export function endpoint(entry: Fields, ports: ReadonlySet<string> | undefined): Problems {
  const address = text(entry, 'address');
  const network = text(entry, 'network');
  if (address === '' && network === '') return error('address is required');
  return all(
    address === '' ? warning(`address is unset with network ${quoted(network)}`) : fine,
    endpointAddress(entry, address, ports !== undefined),
    endpointPorts(entry, ports),
    labels(entry, 'labels'),
    errorIf(
      address.startsWith(unixPrefix) && ports !== undefined && ports.size !== 1,
      'exactly 1 service port required for unix endpoints',
    ),
  );
}

function endpointAddress(entry: Fields, address: string, mustBeIp: boolean): Problems {
  if (address.startsWith(unixPrefix)) {
    const hasPorts = entries(entry, 'ports').length > 0;
    return all(
      unixAddress(address.slice(unixPrefix.length)),
      errorIf(hasPorts, `unix endpoint ${address} must not include ports`),
    );
  }
  if (address === '') return fine;
  if (mustBeIp) {
    return errorIf(!isIp(address), `endpoint address ${quoted(address)} is not a valid IP address`);
  }
  return nameOrIp(address);
}

export function nameOrIp(address: string): Problems {
  return errorIf(
    !isIp(address) && fqdn(address).error !== undefined,
    `endpoint address ${quoted(address)} is not a valid FQDN or an IP address`,
  );
}

export function endpointPorts(entry: Fields, ports: ReadonlySet<string> | undefined): Problems {
  const problems = entries(entry, 'ports').map(([name, value]) =>
    all(
      errorIf(
        ports !== undefined && !ports.has(name),
        `endpoint port ${String(value)} is not defined by the service entry`,
      ),
      portName(name),
      port(Number(value)),
    ),
  );
  return all(...problems);
}

export function workloadGroup({ spec }: Resource): Problems {
  if (!has(spec, 'template')) return error('template is required');
  const wrong = labels(child(spec, 'metadata'), 'labels').error;
  if (wrong) return error(`invalid labels: ${printFailure(wrong)}`);
  const probe = optional(spec, 'probe');
  return probe ? readinessProbe(probe) : fine;
}

const counts = [
  'periodSeconds',
  'initialDelaySeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
];

function readinessProbe(probe: Fields): Problems {
  return all(...counts.map((key) => nonNegative(probe, key, key)), healthCheck(probe));
}

function healthCheck(probe: Fields): Problems {
  const [http, tcp, exec] = ['httpGet', 'tcpSocket', 'exec'].map((key) => optional(probe, key));
  if (http) return httpCheck(http);
  if (tcp) return port(number(tcp, 'port'));
  if (exec) return errorIf(texts(exec, 'command').length === 0, 'exec.command is required');
  return error('unknown health check method <nil>');
}

function httpCheck(check: Fields): Problems {
  return all(
    port(number(check, 'port')),
    errorIf(
      !['', 'HTTPS', 'HTTP'].includes(text(check, 'scheme')),
      'httpGet.scheme must be one of "HTTPS", "HTTP"',
    ),
    ...messages(check, 'httpHeaders').map((header) =>
      header ? headerName(text(header, 'name')) : error('invalid nil header'),
    ),
  );
}
