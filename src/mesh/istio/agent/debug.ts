import type { Outcome } from '#cluster/network/http.ts';
import type { ProxyStatus } from '#mesh/istio/pilot/istiod.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import { answer } from '#mesh/http-server.ts';

/** istiod's debug pages, as far as tools read them (pilot/pkg/xds/debug.go, 1.31). */
export function debugAnswer(path: string, proxies: readonly ProxyStatus[]): Outcome | undefined {
  const page = pages[path];
  return page && answer(200, `${JSON.stringify(page(proxies), undefined, 2)}\n`, json);
}

const json = 'application/json';

const pages: Readonly<Record<string, (proxies: readonly ProxyStatus[]) => unknown>> = {
  '/debug/syncz': (proxies) => proxies.map(syncStatus),
  '/debug/adsz': (proxies) => ({
    totalClients: proxies.length,
    clients: proxies.map(({ node, connectedAt }) => ({
      connectionId: `${node.id}-1`,
      connectedAt: new Date(connectedAt).toISOString(),
      address: `${node.ip}:15012`,
      labels: node.labels,
    })),
  }),
};

/** xds.SyncStatus: every proxy here has acknowledged what it was sent. */
function syncStatus({ node, sent }: ProxyStatus) {
  const nonces = Object.entries({
    cluster: sent.CDS,
    listener: sent.LDS,
    route: sent.RDS,
    endpoint: sent.EDS,
  }).flatMap(([type, push]) =>
    push === undefined
      ? []
      : [
          [`${type}_sent`, push.version],
          [`${type}_acked`, push.version],
        ],
  );
  return {
    cluster_id: node.clusterId,
    proxy: node.id,
    proxy_type: node.type,
    proxy_version: node.istioVersion,
    istio_version: istioVersion,
    ...Object.fromEntries(nonces),
  };
}
