import type { FilterChain, FilterDisabled, ListenerFilter } from '#mesh/istio/envoy/config.ts';

function listenerFilter(
  name: string,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
) {
  const path = `type.googleapis.com/envoy.extensions.filters.listener.${name}.v3.${message}`;
  return { name: `envoy.filters.listener.${name}`, typedConfig: { '@type': path, ...fields } };
}

const originalDestination: ListenerFilter = listenerFilter('original_dst', 'OriginalDst');
export const tlsInspector: ListenerFilter = listenerFilter('tls_inspector', 'TlsInspector', {
  initialReadBufferSize: 512,
});
export const httpInspector: ListenerFilter = listenerFilter('http_inspector', 'HttpInspector');

/** Where bytes are looked at follows from what chains tell apart, port by port: listener_inbound.go populateListenerFilters (v1.31). */
export function inboundListenerFilters(
  chains: readonly FilterChain[],
  isBound: boolean,
): readonly ListenerFilter[] {
  const ports = new Map<number, { tls: boolean; http: boolean }>();
  for (const { filterChainMatch: match = {} } of chains) {
    const port = match.destinationPort ?? 0;
    const known = ports.get(port) ?? { tls: false, http: false };
    ports.set(port, {
      tls: known.tls || match.transportProtocol === 'tls',
      http: known.http || Boolean(match.applicationProtocols?.some(isPlainHttp)),
    });
  }
  const needs = [...ports].toSorted(([a], [b]) => a - b);
  return [
    ...(isBound ? [] : [originalDestination]),
    ...(needs.some(([, { tls }]) => tls) ? [tlsWhere(needs)] : []),
    ...(needs.some(([, { http }]) => http) ? [httpWhere(needs)] : []),
  ];
}

function isPlainHttp(protocol: string): boolean {
  return protocol === 'http/1.1' || protocol === 'h2c';
}

type Needs = readonly (readonly [number, { tls: boolean; http: boolean }])[];

/** Everywhere but on the ports that do without, or nowhere but on those that need it. */
function tlsWhere(needs: Needs): ListenerFilter {
  const isDefault = needs.some(([port, { tls }]) => port === 0 && tls);
  const ports = needs.filter(([port, { tls }]) => port !== 0 && tls !== isDefault);
  const filterDisabled = onPorts(ports.map(([port]) => port));
  if (!filterDisabled) return tlsInspector;
  return {
    ...tlsInspector,
    filterDisabled: isDefault ? filterDisabled : { notMatch: filterDisabled },
  };
}

function httpWhere(needs: Needs): ListenerFilter {
  const filterDisabled = onPorts(needs.filter(([, { http }]) => !http).map(([port]) => port));
  return filterDisabled ? { ...httpInspector, filterDisabled } : httpInspector;
}

function onPorts(ports: readonly number[]): FilterDisabled | undefined {
  const rules = ports.map((port) => ({ destinationPortRange: { start: port, end: port + 1 } }));
  return rules.length > 1 ? { orMatch: { rules } } : rules[0];
}
