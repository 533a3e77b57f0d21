import type { Fields } from '#cluster/api/json.ts';
import { InjectionError } from './context.ts';

type Check = (value: string) => string | undefined;

/** pkg/kube/inject/validate.go (1.31): the annotations that the injector reads, and what they may hold. */
const checks: Readonly<Record<string, Check>> = {
  'sidecar.istio.io/interceptionMode': (value) =>
    ['REDIRECT', 'TPROXY', 'NONE'].includes(value)
      ? undefined
      : `interceptionMode invalid, use REDIRECT,TPROXY,NONE: ${value}`,
  'status.sidecar.istio.io/port': (value) => portError(value),
  'readiness.status.sidecar.istio.io/initialDelaySeconds': unsignedError,
  'readiness.status.sidecar.istio.io/periodSeconds': unsignedError,
  'readiness.status.sidecar.istio.io/failureThreshold': unsignedError,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': rangesError,
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': (value) =>
    value === '' ? undefined : cidrsError(value),
  'traffic.sidecar.istio.io/includeInboundPorts': (value) =>
    value === '*' ? undefined : portsError(value),
  'traffic.sidecar.istio.io/excludeInboundPorts': portsError,
  'traffic.sidecar.istio.io/includeOutboundPorts': (value) =>
    value === '*' ? undefined : portsError(value),
  'traffic.sidecar.istio.io/excludeOutboundPorts': portsError,
};

/** Throws an InjectionError that tells of each annotation that is wrong. */
export function validateAnnotations(annotations: Fields): void {
  const errors = Object.entries(checks).flatMap(([name, check]) => {
    const value = annotations[name];
    const error = typeof value === 'string' ? check(value) : undefined;
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

function unsignedError(value: string): string | undefined {
  return /^\d+$/.test(value)
    ? undefined
    : `strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`;
}

function portError(value: string): string | undefined {
  const isPort = /^\d+$/.test(value) && Number(value) <= 65_535;
  return isPort
    ? undefined
    : `unable to parse port ${JSON.stringify(value)}: strconv.ParseUint: parsing ${JSON.stringify(value)}: ${/^\d+$/.test(value) ? 'value out of range' : 'invalid syntax'}`;
}

function portsError(value: string): string | undefined {
  if (value === '') return undefined;
  const wrong = value.split(',').find((port) => portError(port.trim()) !== undefined);
  return wrong === undefined ? undefined : `portList invalid: ${portError(wrong.trim())}`;
}

function rangesError(value: string): string | undefined {
  return value === '*' || value === '' ? undefined : cidrsError(value);
}

function cidrsError(value: string): string | undefined {
  const wrong = value.split(',').find((range) => !/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(range.trim()));
  return wrong === undefined
    ? undefined
    : `failed parsing cidr '${wrong}': netip.ParsePrefix(${JSON.stringify(wrong)}): ${wrong.includes('/') ? 'ParseAddr' : "no '/'"}`;
}
