import { isCidr, isIp, quoted } from './names.ts';
import { all, error, errorIf, fine, listed, type Problems } from './problems.ts';

/** What an AuthorizationPolicy compares with: pkg/config/security/security.go (v1.31). */

export function emptyValue(key: string, values: readonly string[]): Problems {
  return errorIf(values.includes(''), `empty value not allowed, found in ${key}`);
}

const unsupportedTemplate = /\/\{\w+=\*\*?\}|\{\w*\}|\/\*\*?|\*\*?\//;

export function pathTemplates(key: string, paths: readonly string[]): Problems {
  const wrong = paths.some(
    (path) => (path.includes('{*}') || path.includes('{**}')) && unsupportedTemplate.test(path),
  );
  return errorIf(wrong, `invalid or unsupported path template, found in ${key}`);
}

export function badIps(values: readonly string[]): Problems {
  const problems = values.map((value) =>
    value.includes('/')
      ? errorIf(!isCidr(value), `bad CIDR range (${value}): ${cidrError(value)}`)
      : errorIf(!isIp(value), `bad IP address (${value})`),
  );
  return listed(all(...problems));
}

/** As Go's netip.ParsePrefix. */
function cidrError(value: string): string {
  const [address = '', bits = ''] = value.split('/');
  const start = `netip.ParsePrefix(${quoted(value)}): `;
  if (!isIp(address)) return `${start}ParseAddr(${quoted(address)}): unable to parse IP`;
  if (!/^\d+$/.test(bits) || (bits.length > 1 && bits.startsWith('0'))) {
    return `${start}bad bits after slash: ${quoted(bits)}`;
  }
  return `${start}prefix length out of range`;
}

export function badPorts(values: readonly string[]): Problems {
  const problems = values.map((value) => {
    const isNumber = /^\d+$/.test(value);
    const reason = isNumber
      ? Number(value) > 4_294_967_295
        ? `strconv.ParseUint: parsing ${quoted(value)}: value out of range`
        : '<nil>'
      : `strconv.ParseUint: parsing ${quoted(value)}: invalid syntax`;
    const isBad = !isNumber || Number(value) > 65_535;
    return errorIf(isBad, `bad port (${value}): ${reason}`);
  });
  return listed(all(...problems));
}

const ipAttributes = ['source.ip', 'remote.ip', 'destination.ip'];
const freeAttributes = [
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
];
const mapAttributes = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

export function attribute(key: string, values: readonly string[]): Problems {
  const empty = emptyValue(key, values);
  if (empty.error) return empty;
  if (freeAttributes.includes(key)) return fine;
  if (ipAttributes.includes(key)) return badIps(values);
  if (key === 'destination.port') return badPorts(values);
  if (mapAttributes.some((prefix) => key.startsWith(prefix))) return mapKey(key);
  if (key === 'destination.namespace') {
    return error(`attribute ${key} is replaced by the metadata.namespace`);
  }
  if (key.startsWith('destination.labels')) {
    return error(`attribute ${key} is replaced by the workload selector`);
  }
  const isOld = key === 'destination.name' || key === 'destination.user';
  return error(
    isOld ? `deprecated attribute ${key}: only supported in v1alpha1` : `unknown attribute: ${key}`,
  );
}

function mapKey(key: string): Problems {
  const open = key.indexOf('[');
  const isMapKey = key.endsWith(']') && open > 0 && open < key.length - 2;
  return errorIf(!isMapKey, `bad key (${key}): should have format a[b]`);
}
