import type {
  DestinationProfile,
  Endpoint,
  ProfileRoute,
  RequestMatch,
  ResponseMatch,
  RetryBudget,
} from '#mesh/linkerd/proxy-api.ts';
import { duration, message, metadataMessage, oneOf, type Message } from './message.ts';
import { tcpAddress } from './net.ts';
import { httpMethod } from './route-parts.ts';

/** io.linkerd.proxy.destination.DestinationProfile (controller/api/destination/profile_translator.go, edge-26.6.3). */
export function profileMessage(profile: DestinationProfile): Message {
  return message({
    fully_qualified_name: profile.fullyQualifiedName,
    opaque_protocol: profile.isOpaque,
    routes: profile.routes.map(routeMessage),
    retry_budget: budgetMessage(profile.retryBudget ?? defaultBudget),
    dst_overrides: profile.destinationOverrides.map(({ authority, weight }) =>
      message({ authority, weight }),
    ),
    endpoint: profile.endpoint && endpointMessage(profile.endpoint),
    parent_ref: profile.parent && metadataMessage(profile.parent),
  });
}

const defaultBudget: RetryBudget = { retryRatio: 0.2, minRetriesPerSecond: 10, ttlMs: 10_000 };

function budgetMessage({ retryRatio, minRetriesPerSecond, ttlMs }: RetryBudget): Message {
  return message({
    retry_ratio: retryRatio,
    min_retries_per_second: minRetriesPerSecond,
    ttl: duration(ttlMs),
  });
}

function routeMessage(route: ProfileRoute): Message {
  return message({
    condition: requestMatch(route.condition),
    response_classes: route.responseClasses.map(({ condition, isFailure }) =>
      message({ condition: responseMatch(condition), is_failure: isFailure }),
    ),
    metrics_labels: Object.keys(route.labels).length > 0 ? { ...route.labels } : undefined,
    is_retryable: route.isRetryable,
    timeout: duration(route.timeoutMs),
  });
}

function requestMatch(match: RequestMatch): Message {
  if ('all' in match) {
    return oneOf('Match', 'All', message({ matches: match.all.map(requestMatch) }));
  }
  if ('any' in match) {
    return oneOf('Match', 'Any', message({ matches: match.any.map(requestMatch) }));
  }
  if ('not' in match) return oneOf('Match', 'Not', requestMatch(match.not));
  if ('method' in match) return oneOf('Match', 'Method', httpMethod(match.method));
  return oneOf('Match', 'Path', { regex: match.pathRegex });
}

function responseMatch(match: ResponseMatch): Message {
  if ('all' in match) {
    return oneOf('Match', 'All', message({ matches: match.all.map(responseMatch) }));
  }
  if ('any' in match) {
    return oneOf('Match', 'Any', message({ matches: match.any.map(responseMatch) }));
  }
  if ('not' in match) return oneOf('Match', 'Not', responseMatch(match.not));
  return oneOf('Match', 'Status', message(match.status));
}

function endpointMessage(endpoint: Endpoint): Message {
  const { address, weight, labels, tlsIdentity: name } = endpoint;
  const server = name === undefined ? undefined : { name };
  return message({
    addr: tcpAddress(address),
    weight,
    metric_labels: Object.keys(labels).length > 0 ? { ...labels } : undefined,
    tls_identity: server && {
      ...oneOf('Strategy', 'DnsLikeIdentity', server),
      server_name: server,
    },
    protocol_hint: hintMessage(endpoint),
  });
}

function hintMessage({ isHttp2, opaqueTransportPort: port }: Endpoint): Message | undefined {
  if (port !== undefined) {
    return { ...oneOf('Protocol', 'Opaque', {}), opaque_transport: { inbound_port: port } };
  }
  return isHttp2 ? oneOf('Protocol', 'H2', {}) : undefined;
}
