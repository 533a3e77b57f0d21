import { findType } from '#mesh/linkerd/viz/resource-types.ts';
import type { Outbound, Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import { type MetricsClient, MetricsError } from './metrics-client.ts';

type Parameters = URLSearchParams;

/** The dashboard's API (linkerd2 edge-26.6.3: web/srv/api_handlers.go). Undefined for what is not served. Throws a MetricsError. */
export function jsonAnswer(
  client: MetricsClient,
  path: string,
  parameters: Parameters,
): object | undefined {
  const serve = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
  return serve?.(client, parameters);
}

type Endpoint = (client: MetricsClient, parameters: Parameters) => object;

const endpoints: Readonly<Record<string, Endpoint>> = {
  '/api/version': () => ({ version: linkerdVersion }),
  '/api/pods': (client, parameters) =>
    client.ask('ListPods', { namespace: parameters.get('namespace') ?? '' }),
  '/api/services': (client, parameters) =>
    client.ask('ListServices', { namespace: parameters.get('namespace') ?? '' }),
  '/api/tps-reports': (client, parameters) =>
    client.ask('StatSummary', {
      selector: {
        resource: {
          ...resourceOf(parameters, 'resource'),
          namespace:
            parameters.get('all_namespaces') === 'true'
              ? ''
              : parameters.get('namespace') || 'default',
        },
        labelSelector: '',
      },
      timeWindow: parameters.get('window') || '1m',
      outbound: outboundOf(parameters),
      skipStats: parameters.get('skip_stats') === 'true',
      tcpStats: parameters.get('tcp_stats') === 'true',
    }),
  '/api/edges': (client, parameters) =>
    client.ask('Edges', {
      resource: {
        ...resourceOf(parameters, 'resource'),
        name: '',
        namespace: parameters.get('namespace') ?? '',
      },
    }),
  '/api/routes': (client, parameters) =>
    client.ask('TopRoutes', {
      selector: {
        resource: {
          ...resourceOf(parameters, 'resource'),
          namespace: parameters.get('namespace') || 'default',
        },
        labelSelector: '',
      },
      timeWindow: parameters.get('window') || '1m',
      to: parameters.has('to_type')
        ? { ...resourceOf(parameters, 'to'), namespace: parameters.get('to_namespace') ?? '' }
        : undefined,
    }),
};

function resourceOf(parameters: Parameters, prefix: string): Resource {
  const given = parameters.get(`${prefix}_type`) || 'deployment';
  const type = findType(given);
  if (type === undefined)
    throw new MetricsError(`cannot find Kubernetes canonical name from friendly name [${given}]`);
  return { type, name: parameters.get(`${prefix}_name`) ?? '', namespace: '' };
}

function outboundOf(parameters: Parameters): Outbound {
  for (const type of ['to', 'from'] as const)
    if (parameters.has(`${type}_type`) || parameters.has(`${type}_name`))
      return {
        type,
        resource: {
          ...resourceOf(parameters, type),
          namespace: parameters.get(`${type}_namespace`) ?? '',
        },
      };
  return { type: 'none' };
}

const counts = new Set(
  'meshedPodCount runningPodCount failedPodCount successCount failureCount latencyMsP50 latencyMsP95 latencyMsP99 actualSuccessCount actualFailureCount openConnections readBytesTotal writeBytesTotal allowedCount deniedCount'.split(
    ' ',
  ),
);

/** protojson: a uint64 is a text. */
export function protoJson(value: object): string {
  return JSON.stringify(value, (key, one: unknown) =>
    typeof one === 'number' && counts.has(key) ? String(one) : one,
  );
}
