import type { RouteConfiguration } from '#mesh/istio/envoy/routes.ts';
import type { InboundPort } from '#mesh/istio/pilot/listeners/inbound-ports.ts';

/** Everything goes to the process, with no limit of time: buildSidecarInboundHTTPRouteConfig (v1.31). */
export function inboundRoutes({ cluster, hostname, servicePort }: InboundPort): RouteConfiguration {
  return {
    name: cluster,
    virtualHosts: [
      {
        name: `inbound|http|${servicePort}`,
        domains: ['*'],
        routes: [
          {
            name: 'default',
            match: { prefix: '/' },
            route: {
              cluster,
              timeout: '0s',
              retryPolicy: { retryOn: 'reset-before-request', numRetries: 2 },
              maxStreamDuration: { maxStreamDuration: '0s', grpcTimeoutHeaderMax: '0s' },
            },
            decorator: { operation: `${hostname}:${servicePort}/*` },
          },
        ],
      },
    ],
    validateClusters: false,
  };
}
