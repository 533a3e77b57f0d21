import type { ProxyConfig } from './config.ts';
import type { TransportSocket } from './transport.ts';

/** Those that transport sockets name: the workload's own first, as the first cluster asks for it. */
export function secretNames({
  clusters,
  listeners,
}: Pick<ProxyConfig, 'clusters' | 'listeners'>): readonly string[] {
  const names = new Set<string>();
  const add = (socket: TransportSocket | undefined): void => {
    if (socket?.name !== 'envoy.transport_sockets.tls') return;
    const { tlsCertificateSdsSecretConfigs = [], combinedValidationContext } =
      socket.typedConfig.commonTlsContext;
    for (const { name } of tlsCertificateSdsSecretConfigs) names.add(name);
    const trusted = combinedValidationContext?.validationContextSdsSecretConfig.name;
    if (trusted !== undefined) names.add(trusted);
  };
  for (const { transportSocket, transportSocketMatches = [] } of clusters) {
    add(transportSocket);
    for (const each of transportSocketMatches) add(each.transportSocket);
  }
  for (const { filterChains = [] } of listeners)
    for (const { transportSocket } of filterChains) add(transportSocket);
  return [...names];
}
