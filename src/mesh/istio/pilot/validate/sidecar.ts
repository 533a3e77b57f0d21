import type { Fields } from '#cluster/api/json.ts';
import { isHttp, parseProtocol } from '#mesh/istio/pilot/model/protocol.ts';
import { egressHosts } from './egress-hosts.ts';
import { destination } from './destination.ts';
import { fqdn, ipAddress, quoted } from './names.ts';
import { all, error, errorIf, errorsOnly, fine, type Problems, warningIf } from './problems.ts';
import {
  has,
  isTrue,
  messages,
  number,
  optional,
  text,
  texts,
} from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { workloadSelector } from './scope.ts';
import { serverTls } from './tls.ts';
import { connectionPool } from './traffic-policy.ts';
import { port, portName, protocol, unixAddress, unixPrefix } from './values.ts';

export function sidecar({ spec, namespace }: Resource): Problems {
  const selected = workloadSelector(spec, 'sidecar');
  if (selected.error) return errorsOnly(selected);
  const [ingress, egress] = [messages(spec, 'ingress'), messages(spec, 'egress')];
  const settings = ['outboundTrafficPolicy', 'inboundConnectionPool'];
  if (ingress.length + egress.length === 0 && !settings.some((key) => has(spec, key))) {
    return error('sidecar: empty configuration provided');
  }
  return all(
    selected,
    ...ingressListeners(ingress),
    connectionPool(optional(spec, 'inboundConnectionPool')),
    ...egressPorts(egress).map((problems, index) =>
      all(problems, egressHosts(egress[index], namespace)),
    ),
    outboundPolicy(optional(spec, 'outboundTrafficPolicy')),
  );
}

const twice = 'sidecar: ports on IP bound listeners must be unique';

function ingressListeners(ingress: readonly (Fields | undefined)[]): readonly Problems[] {
  const seen = new Set<number>();
  return ingress.map((each) => {
    if (!each) return error('sidecar: ingress may not be null');
    const at = optional(each, 'port');
    if (!at) return error('sidecar: port is required for ingress listeners');
    const value = number(at, 'number');
    const isTwice = seen.has(value);
    seen.add(value);
    return all(
      errorIf(number(at, 'targetPort') > 0, 'targetPort has no impact on Sidecars'),
      named(at),
      protocol(text(at, 'protocol')),
      port(value),
      bindAddress(each),
      errorIf(isTwice, twice),
      defaultEndpoint(text(each, 'defaultEndpoint')),
      ingressTls(optional(each, 'tls')),
      ingressPool(each, at),
    );
  });
}

function named(at: Fields): Problems {
  return text(at, 'name') === '' ? fine : portName(text(at, 'name'));
}

function bindAddress(listener: Fields): Problems {
  return text(listener, 'bind') === '' ? fine : ipAddress(text(listener, 'bind'));
}

const localHosts = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

function defaultEndpoint(endpoint: string): Problems {
  if (endpoint === '') return fine;
  if (endpoint.startsWith(unixPrefix)) return unixAddress(endpoint.slice(unixPrefix.length));
  const found = /^(?:\[(?<six>[^\]]*)\]|(?<host>[^:]*)):(?<port>[^:]*)$/.exec(endpoint)?.groups;
  const missing = found ? fine : error(`address ${endpoint}: missing port in address`);
  const host = found?.['six'] ?? found?.['host'] ?? '';
  const digits = found?.['port'] ?? '';
  return all(
    missing,
    errorIf(
      !localHosts.includes(host),
      'sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset',
    ),
    /^[-+]?\d+$/.test(digits)
      ? port(Number(digits))
      : error(
          `sidecar: defaultEndpoint port (${digits}) is not a number: strconv.Atoi: parsing ${quoted(digits)}: invalid syntax`,
        ),
  );
}

function ingressTls(tls: Fields | undefined): Problems {
  if (!tls) return fine;
  const mode = text(tls, 'mode');
  return all(
    errorIf(
      texts(tls, 'subjectAltNames').length > 0,
      'sidecar: subjectAltNames is not supported in ingress tls',
    ),
    errorIf(isTrue(tls, 'httpsRedirect'), 'sidecar: httpsRedirect is not supported'),
    errorIf(
      text(tls, 'credentialName') !== '',
      'sidecar: credentialName is not currently supported',
    ),
    errorIf(
      mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH',
      `configuration is invalid: cannot set mode to ${mode} in sidecar ingress tls`,
    ),
    serverTls(tls),
  );
}

function ingressPool(each: Fields, at: Fields): Problems {
  const pool = optional(each, 'connectionPool');
  const name = text(at, 'protocol');
  return all(
    connectionPool(pool),
    warningIf(
      pool !== undefined && has(pool, 'http') && !isHttp(parseProtocol(name)),
      `sidecar: HTTP connection pool settings are configured for port ${number(at, 'number')} (${quoted(text(at, 'name'))}) but its protocol is not HTTP (${name}); only TCP settings will apply`,
    ),
  );
}

function egressPorts(egress: readonly (Fields | undefined)[]): readonly Problems[] {
  const seen = new Set<number | string>();
  return egress.map((each, index) => {
    if (!each) return error('egress listener may not be null');
    const at = optional(each, 'port');
    if (!at) {
      return errorIf(
        index < egress.length - 1,
        'sidecar: the egress listener with empty port should be the last listener in the list',
      );
    }
    const value = number(at, 'number');
    const key = value === 0 ? text(each, 'bind') : value;
    const isTwice = seen.has(key);
    seen.add(key);
    const same =
      value === 0 ? 'sidecar: unix domain socket values for listeners must be unique' : twice;
    return all(
      errorIf(number(at, 'targetPort') > 0, 'targetPort has no impact on Sidecars'),
      named(at),
      protocol(text(at, 'protocol')),
      value === 0 ? unixListener(each) : all(port(value), bindAddress(each)),
      errorIf(isTwice, same),
    );
  });
}

function unixListener(each: Fields): Problems {
  const bind = text(each, 'bind');
  const mode = text(each, 'captureMode');
  return all(
    bind.startsWith(unixPrefix)
      ? unixAddress(bind.slice(unixPrefix.length))
      : error('sidecar: ports with 0 value must have a unix domain socket bind address'),
    errorIf(
      !['', 'DEFAULT', 'NONE'].includes(mode),
      'sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners',
    ),
  );
}

function outboundPolicy(policy: Fields | undefined): Problems {
  const proxy = policy && optional(policy, 'egressProxy');
  if (!policy || !proxy) return fine;
  if (text(policy, 'mode') !== 'ALLOW_ANY') {
    return error(
      'sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode',
    );
  }
  const name = fqdn(text(proxy, 'host'));
  if (!has(proxy, 'port')) return all(name, error('sidecar: egress_proxy port must be non-nil'));
  return all(name, destination(proxy));
}
