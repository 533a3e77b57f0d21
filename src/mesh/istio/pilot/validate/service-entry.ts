import type { Fields } from '#cluster/api/json.ts';
import { isHttp, listenerProtocol, parseProtocol } from '#mesh/istio/pilot/model/protocol.ts';
import { fqdn, labels, partialWildcard, quoted, subnet, wildcardDomain } from './names.ts';
import {
  all,
  error,
  errorIf,
  errorsOnly,
  fine,
  type Problems,
  warning,
  warningIf,
} from './problems.ts';
import { has, messages, number, optional, text, texts } from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { exportTo, workloadSelector } from './scope.ts';
import { port, portName, protocol } from './values.ts';
import { endpoint, endpointPorts, nameOrIp } from './workload-entry.ts';

export function serviceEntry({ spec, namespace }: Resource): Problems {
  const selected = workloadSelector(spec, 'service entry');
  if (selected.error) return errorsOnly(selected);
  const hosts = texts(spec, 'hosts');
  return all(
    selected,
    errorIf(
      has(spec, 'workloadSelector') && has(spec, 'endpoints'),
      'only one of WorkloadSelector or Endpoints is allowed in Service Entry',
    ),
    errorIf(hosts.length === 0, 'service entry must have at least one host'),
    ...hosts.map(serviceHost),
    addresses(spec),
    ...servicePorts(spec),
    resolution(spec),
    manyHosts(spec),
    exportTo(spec, { namespace, isServiceEntry: true }),
  );
}

function resolutionOf(spec: Fields): string {
  return has(spec, 'resolution') ? text(spec, 'resolution') : 'NONE';
}

function serviceHost(host: string): Problems {
  if (host === '*') return error(`invalid host ${host}`);
  const partial = partialWildcard(host);
  return all(wildcardDomain(host), partial === undefined ? fine : warning(partial));
}

function addresses(spec: Fields): Problems {
  const found = texts(spec, 'addresses');
  const hasRange = found.some((address) => address.includes('/'));
  return all(
    ...found.map(subnet),
    errorIf(
      hasRange && !['NONE', 'STATIC'].includes(resolutionOf(spec)),
      'CIDR addresses are allowed only for NONE/STATIC resolution types',
    ),
  );
}

function servicePorts(spec: Fields): readonly Problems[] {
  const ports = messages(spec, 'ports');
  const [names, numbers] = [new Set<string>(), new Set<number>()];
  return ports.map((each) => {
    if (!each) return error('service entry port may not be null');
    const [name, value] = [text(each, 'name'), number(each, 'number')];
    const [isNameTwice, isNumberTwice] = [names.has(name), numbers.has(value)];
    names.add(name);
    numbers.add(value);
    return all(
      errorIf(isNameTwice, `service entry port name ${quoted(name)} already defined`),
      errorIf(isNumberTwice, `service entry port ${value} already defined`),
      targetPort(spec, each),
      addressNeed(spec, each),
      portName(name),
      protocol(text(each, 'protocol')),
      port(value),
    );
  });
}

function targetPort(spec: Fields, each: Fields): Problems {
  const target = number(each, 'targetPort');
  if (target === 0) return fine;
  return all(
    port(target),
    warningIf(
      resolutionOf(spec) === 'NONE',
      'targetPort has no effect when resolution mode is NONE',
    ),
  );
}

/** Two hosts of plain TCP on a port differ by their address only; istiod gives one to what resolves and has no wildcard. */
function addressNeed(spec: Fields, each: Fields): Problems {
  const isAllocated =
    resolutionOf(spec) !== 'NONE' && texts(spec, 'hosts').some((host) => !host.startsWith('*'));
  const isPlain = ['', 'TCP'].includes(text(each, 'protocol'));
  return warningIf(
    isPlain && !isAllocated && texts(spec, 'addresses').length === 0,
    'addresses are required for ports serving TCP (or unset) protocol when ISTIO_META_DNS_AUTO_ALLOCATE is not set on a proxy',
  );
}

function resolution(spec: Fields): Problems {
  const mode = resolutionOf(spec);
  const endpoints = messages(spec, 'endpoints');
  const hasSelector = optional(spec, 'workloadSelector') !== undefined;
  if (mode === 'NONE') {
    return all(
      errorIf(endpoints.length > 0, 'no endpoints should be provided for resolution type none'),
      warningIf(hasSelector, 'workloadSelector should not be set when resolution mode is NONE'),
    );
  }
  const ports = new Set(messages(spec, 'ports').map((each) => text(each ?? {}, 'name')));
  if (mode === 'STATIC') {
    return all(
      ...endpoints.map((each) => (each ? endpoint(each, ports) : error('endpoint cannot be nil'))),
    );
  }
  if (mode !== 'DNS' && mode !== 'DNS_ROUND_ROBIN') return fine;
  return all(
    endpoints.length === 0 ? fullNames(spec, mode) : fine,
    errorIf(
      mode === 'DNS_ROUND_ROBIN' && endpoints.length > 1,
      `there must only be 0 or 1 endpoint for resolution mode ${mode}`,
    ),
    ...endpoints.map((each) => (each ? named(each, ports) : error('endpoint cannot be nil'))),
    warningIf(hasSelector, `workloadSelector should not be set when resolution mode is ${mode}`),
    tcpHosts(spec),
  );
}

function fullNames(spec: Fields, mode: string): Problems {
  const message = `hosts must be FQDN if no endpoints are provided for resolution mode ${mode}`;
  const problems = texts(spec, 'hosts').map((host) =>
    errorIf(fqdn(host).error !== undefined, message),
  );
  return all(...problems);
}

function named(each: Fields, ports: ReadonlySet<string>): Problems {
  return all(nameOrIp(text(each, 'address')), labels(each, 'labels'), endpointPorts(each, ports));
}

function tcpHosts(spec: Fields): Problems {
  if (texts(spec, 'addresses').length === 0 || texts(spec, 'hosts').length < 2) return fine;
  const hasTcp = messages(spec, 'ports').some(
    (each) => listenerProtocol(parseProtocol(text(each ?? {}, 'protocol'))) === 'TCP',
  );
  return warningIf(
    hasTcp,
    'service entry can not have more than one host specified simultaneously with address and tcp port',
  );
}

function manyHosts(spec: Fields): Problems {
  if (resolutionOf(spec) === 'NONE' || texts(spec, 'hosts').length < 2) return fine;
  const protocols = messages(spec, 'ports').map((each) =>
    parseProtocol(text(each ?? {}, 'protocol')),
  );
  const isTold = protocols.every((each) => isHttp(each) || each === 'HTTPS' || each === 'TLS');
  return errorIf(!isTold, 'multiple hosts provided with non-HTTP, non-TLS ports');
}
