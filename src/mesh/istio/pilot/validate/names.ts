import { type Fields, textOf } from '#cluster/api/json.ts';
import { all, error, errorIf, fine, listed, type Problems } from './problems.ts';
import { entries } from '#mesh/istio/pilot/model/fields.ts';

/** Names and addresses: pkg/config/validation/agent/validation.go and pkg/config/labels (v1.31). */

const label = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const dnsLabel = new RegExp(`^${label}$`);
const wildcardLabel = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${label})$`);
const tagName = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const tagKey = new RegExp(`^(?:${label}(?:\\.${label})*/)?${tagName}$`);
const tagValue = new RegExp(`^(?:${tagName})?$`);
const longestLabel = 63;

export function isDnsLabel(name: string): boolean {
  return name.length <= longestLabel && dnsLabel.test(name);
}

function isWildcardLabel(name: string): boolean {
  return name.length <= longestLabel && wildcardLabel.test(name);
}

/** As Go's %q, for what can be in a name. */
export function quoted(name: string): string {
  return JSON.stringify(name);
}

export function labels(object: Fields, key: string): Problems {
  const problems = entries(object, key).map(([name, value]) =>
    all(
      errorIf(!tagKey.test(name), `invalid tag key: ${quoted(name)}`),
      errorIf(!tagValue.test(textOf(value)), `invalid tag value: ${quoted(textOf(value))}`),
    ),
  );
  return listed(all(...problems));
}

export function fqdn(name: string): Problems {
  const wrong = preconditions(name);
  return wrong.error ? wrong : dnsLabels(name);
}

/** A full name whose first label may be, or start with, a `*`. */
export function wildcardDomain(name: string): Problems {
  const wrong = preconditions(name);
  if (wrong.error) return wrong;
  const dot = name.indexOf('.');
  const first = dot === -1 ? name : name.slice(0, dot);
  if (!isWildcardLabel(first)) return invalidLabel(name, first);
  return dot === -1 ? fine : dnsLabels(name.slice(dot + 1));
}

/** For a gateway, which may also route what another one names `outbound_.80_._.host`. */
export function gatewayDomain(name: string, hasSni: boolean): Problems {
  if (!hasSni || name.split('.', 1)[0] !== 'outbound_') return wildcardDomain(name);
  return /outbound_.([0-8].*).*/.test(name) ? fine : invalidLabel(name, 'outbound_');
}

function preconditions(name: string): Problems {
  if (name.length > 255) return error(`domain name ${quoted(name)} too long (max 255)`);
  return errorIf(name === '', 'empty domain name not allowed');
}

function dnsLabels(domain: string): Problems {
  const parts = domain.split('.');
  const top = parts.at(-1) ?? '';
  if (/^[-+]?\d+$/.test(top)) {
    return error(
      `domain name ${quoted(domain)} invalid (top level domain ${quoted(top)} cannot be all-numeric)`,
    );
  }
  const named = top === '' ? parts.slice(0, -1) : parts;
  const wrong = named.find((part) => !isDnsLabel(part));
  return wrong === undefined ? fine : invalidLabel(domain, wrong);
}

function invalidLabel(domain: string, part: string): Problems {
  return error(`domain name ${quoted(domain)} invalid (label ${quoted(part)} invalid)`);
}

export function partialWildcard(host: string): string | undefined {
  const isPartial = host.includes('*') && host.length !== 1 && !host.startsWith('*.');
  return isPartial ? `partial wildcard ${quoted(host)} not allowed` : undefined;
}

/** `ns/host` of a Sidecar's egress or of a Gateway's server; the latter may also name the host alone. */
export function namespacedHost(text: string, isGateway: boolean): Problems {
  const slash = text.indexOf('/');
  if (slash === -1) {
    return isGateway ? hostPart(text, true) : error('host must be of form namespace/dnsName');
  }
  const [namespace, host] = [text.slice(0, slash), text.slice(slash + 1)];
  const special = isGateway ? ['*', '.'] : ['*', '.', '~'];
  const place = isGateway ? 'gateway' : 'sidecar';
  return all(
    errorIf(
      namespace === '' || host === '',
      'config namespace and dnsName in host entry cannot be empty',
    ),
    errorIf(
      !special.includes(namespace) && !isDnsLabel(namespace),
      `invalid namespace value ${quoted(namespace)} in ${place}`,
    ),
    hostPart(host, isGateway),
  );
}

function hostPart(host: string, isGateway: boolean): Problems {
  const domain = wildcardDomain(host);
  const partial = partialWildcard(host);
  return all(
    errorIf(host !== '*' && !host.includes('.'), 'short names (non FQDN) are not allowed'),
    isGateway ? fine : domain,
    isIp(host) ? fine : domain,
    partial === undefined ? fine : error(partial),
  );
}

export function isIp(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

export function ipAddress(text: string): Problems {
  return errorIf(!isIp(text), `${text} is not a valid IP`);
}

export function isCidr(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  const most = isIpv4(address) ? 32 : 128;
  return isIp(address) && /^(?:0|[1-9]\d*)$/.test(bits) && Number(bits) <= most;
}

export function subnet(text: string): Problems {
  if (text.split('/').length !== 2) return ipAddress(text);
  return errorIf(!isCidr(text), `${text} is not a valid CIDR block`);
}

function isIpv4(text: string): boolean {
  return /^(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$)|$)){4}$/.test(text);
}

function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false;
  try {
    return new URL(`http://[${text.split('%', 1)[0] ?? ''}]/`).hostname !== '';
  } catch {
    return false;
  }
}
