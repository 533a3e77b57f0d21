import type { Fields } from '#cluster/api/json.ts';
import { isHttp, parseProtocol } from '#mesh/istio/pilot/model/protocol.ts';
import { ipAddress, isDnsLabel, namespacedHost, quoted } from './names.ts';
import { all, error, errorIf, fine, type Problems, warningIf } from './problems.ts';
import {
  child,
  has,
  isTrue,
  messages,
  number,
  optional,
  text,
  texts,
} from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { serverTls } from './tls.ts';
import { port, unixAddress, unixPrefix } from './values.ts';

export function gateway({ name, spec }: Resource): Problems {
  const servers = messages(spec, 'servers');
  return all(
    errorIf(!isDnsLabel(name), `invalid gateway name: ${quoted(name)}`),
    errorIf(servers.length === 0, 'gateway must have at least one server'),
    ...servers.map((each) => (each ? server(each) : error('cannot have nil server'))),
    ...portNames(servers),
  );
}

function portNames(servers: readonly (Fields | undefined)[]): readonly Problems[] {
  const seen = new Set<string>();
  return servers.map((each) => {
    if (!each) return error('server may not be nil');
    const at = optional(each, 'port');
    if (!at) return fine;
    const name = text(at, 'name');
    const isTwice = seen.has(name);
    seen.add(name);
    const redirects = isTrue(child(each, 'tls'), 'httpsRedirect');
    return all(
      errorIf(isTwice, `port names in servers must be unique: duplicate name ${name}`),
      warningIf(
        redirects && !isHttp(parseProtocol(text(at, 'protocol'))),
        'tls.httpsRedirect should only be used with http servers',
      ),
    );
  });
}

function server(each: Fields): Problems {
  const hosts = texts(each, 'hosts');
  const bind = text(each, 'bind');
  const at = optional(each, 'port');
  const portProblems = at ? serverPort(at, bind) : error('port is required');
  return all(
    hosts.length === 0
      ? error('server config must contain at least one host')
      : all(...hosts.map((host) => namespacedHost(host, true))),
    portProblems,
    serverBind(at, bind),
    serverTls(optional(each, 'tls')),
    at && !portProblems.error ? tlsOfProtocol(text(at, 'protocol'), optional(each, 'tls')) : fine,
  );
}

function serverPort(at: Fields, bind: string): Problems {
  const name = text(at, 'protocol');
  const value = number(at, 'number');
  return all(
    errorIf(
      parseProtocol(name) === 'Unsupported',
      `invalid protocol ${quoted(name)}, supported protocols are HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP`,
    ),
    value > 0 || !bind.startsWith(unixPrefix) ? port(value) : fine,
    errorIf(number(at, 'targetPort') > 0, 'targetPort has no impact on Gateways'),
    errorIf(text(at, 'name') === '', `port name must be set: ${printPort(at)}`),
  );
}

/** As Go prints the message. */
function printPort(at: Fields): string {
  const parts = [
    has(at, 'number') ? `number:${number(at, 'number')}` : '',
    has(at, 'protocol') ? `protocol:${quoted(text(at, 'protocol'))}` : '',
    text(at, 'name') === '' ? '' : `name:${quoted(text(at, 'name'))}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function serverBind(at: Fields | undefined, bind: string): Problems {
  if (bind === '') return fine;
  if (!bind.startsWith(unixPrefix)) return ipAddress(bind);
  return all(
    unixAddress(bind.slice(unixPrefix.length)),
    at && number(at, 'number') !== 0
      ? error(`port number must be 0 for unix domain socket: ${printPort(at)}`)
      : fine,
  );
}

function tlsOfProtocol(name: string, tls: Fields | undefined): Problems {
  const protocol = parseProtocol(name);
  const isTls = protocol === 'HTTPS' || protocol === 'TLS';
  if (isTls && !tls) return error('server must have TLS settings for HTTPS/TLS protocols');
  if (isTls || !tls) return fine;
  if (!isHttp(protocol)) return error('server cannot have TLS settings for non HTTPS/TLS ports');
  const mode = text(tls, 'mode');
  const isPassthrough = ['', 'PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(mode);
  const files = ['caCertificates', 'privateKey', 'serverCertificate'];
  const isWrong = !isPassthrough || files.some((key) => text(tls, key) !== '');
  return errorIf(isWrong, 'server cannot have TLS settings for plain text HTTP ports');
}
