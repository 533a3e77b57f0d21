import type { HttpRequest } from '#cluster/network/http.ts';
import type { Cluster } from './config.ts';

/**
 * What Istio's `istio.alpn` filter makes an HTTP request's mutual TLS offer, so that the other end picks its HTTP chain
 * (istio/istio pilot/pkg/xds/filters/filters.go, Alpn). A cluster with `alpn_override: false` keeps its own.
 */
export function upstreamAlpn(
  cluster: Cluster,
  request: HttpRequest,
  overrides: boolean,
): readonly string[] | undefined {
  const isKept = cluster.metadata?.filterMetadata['istio']?.['alpn_override'] === 'false';
  if (!overrides || isKept) return undefined;
  return request.protocol === 'HTTP/2' ? http2 : http1;
}

const http1: readonly string[] = ['istio-http/1.1', 'istio', 'http/1.1'];
const http2: readonly string[] = ['istio-h2', 'istio', 'h2'];
