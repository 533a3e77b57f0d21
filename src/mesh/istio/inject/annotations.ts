import type { Fields } from '#cluster/api/json.ts';
import { InjectionError } from './context.ts';

type Check = (value: string) => string | undefined;

/** pkg/kube/inject/validate.go (1.31): the annotations that the injector reads, and what they may hold. */
const checks: Readonly<Record<string, Check>> = {
  'sidecar.istio.io/interceptionMode': (value) =>
    ['REDIRECT', 'TPROXY', 'NONE'].includes(value)
      ? undefined
      : `interceptionMode invalid, use REDIRECT,TPROXY,NONE: ${value}`,
  // The name is upstream's.
  'status.sidecar.istio.io/port': (value) => named('excludeInboundPorts', portError(value)),
  'readiness.status.sidecar.istio.io/initialDelaySeconds': (value) => unsignedError(value, 32),
  'readiness.status.sidecar.istio.io/periodSeconds': (value) => unsignedError(value, 32),
  'readiness.status.sidecar.istio.io/failureThreshold': (value) => unsignedError(value, 32),
  'traffic.sidecar.istio.io/includeOutboundIPRanges': (value) =>
    value === '*' ? undefined : named('includeIPRanges', rangesError(value)),
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': (value) =>
    named('excludeIPRanges', rangesError(value)),
  'traffic.sidecar.istio.io/includeInboundPorts': (value) =>
    value === '*' ? undefined : named('includeInboundPorts', portsError(value)),
  'traffic.sidecar.istio.io/excludeInboundPorts': (value) =>
    named('excludeInboundPorts', portsError(value)),
  'traffic.sidecar.istio.io/excludeOutboundPorts': (value) =>
    named('excludeOutboundPorts', portsError(value)),
  'prometheus.istio.io/merge-metrics': (value) =>
    /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)
      ? undefined
      : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
};

/** What is wrong with the value of an annotation; undefined for one that is good, or that nobody checks. */
export function annotationProblem(name: string, value: string): string | undefined {
  return Object.hasOwn(checks, name) ? checks[name]?.(value) : undefined;
}

/** Throws an InjectionError that tells of each annotation that is wrong. */
export function validateAnnotations(annotations: Fields): void {
  const errors = Object.keys(checks).flatMap((name) => {
    const value = annotations[name];
    const error = typeof value === 'string' ? annotationProblem(name, value) : undefined;
    return error === undefined
      ? []
      : [`invalid value '${String(value)}' for annotation '${name}': ${error}`];
  });
  if (errors.length === 0) return;
  const list = errors.map((error) => `\t* ${error}\n`).join('');
  throw new InjectionError(
    `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} occurred:\n${list}\n`,
  );
}

function named(parameter: string, error: string | undefined): string | undefined {
  return error === undefined ? undefined : `${parameter} invalid: ${error}`;
}

function unsignedError(value: string, bits: number): string | undefined {
  const isNumber = /^\d+$/.test(value);
  if (isNumber && Number(value) < 2 ** bits) return undefined;
  const why = isNumber ? 'value out of range' : 'invalid syntax';
  return `strconv.ParseUint: parsing ${JSON.stringify(value)}: ${why}`;
}

function portError(value: string): string | undefined {
  const error = unsignedError(value.trim(), 16);
  return error === undefined ? undefined : `failed parsing port '${value}': ${error}`;
}

/** Twice, as upstream wraps it. */
function portsError(value: string): string | undefined {
  if (value.trim() === '') return undefined;
  const wrong = value.split(',').find((port) => portError(port) !== undefined);
  return wrong === undefined
    ? undefined
    : `failed parsing port '${wrong}': ${portError(wrong) ?? ''}`;
}

function rangesError(value: string): string | undefined {
  if (value === '') return undefined;
  for (const range of value.split(',')) {
    const error = prefixError(range);
    if (error !== undefined)
      return `failed parsing cidr '${range}': netip.ParsePrefix(${JSON.stringify(range)}): ${error}`;
  }
  return undefined;
}

/** As Go's net/netip says it of an IPv4 prefix. */
function prefixError(range: string): string | undefined {
  const slash = range.lastIndexOf('/');
  if (slash < 0) return "no '/'";
  const [address, bits] = [range.slice(0, slash), range.slice(slash + 1)];
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) || address.includes(':');
  if (!isAddress) return `ParseAddr(${JSON.stringify(address)}): unable to parse IP`;
  if (!/^\d+$/.test(bits)) return `bad bits after slash: ${JSON.stringify(bits)}`;
  return Number(bits) > (address.includes(':') ? 128 : 32)
    ? 'prefix length out of range'
    : undefined;
}
