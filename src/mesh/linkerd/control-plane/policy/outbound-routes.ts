import { at, listOf, textOf } from '#cluster/api/json.ts';
import type { Backend, OutboundRoute } from '#mesh/linkerd/proxy-api.ts';
import {
  parseDuration,
  readGrpcRetry,
  readHttpRetry,
  readTimeouts,
  unlessInvalid,
  type Retry,
  type Timeouts,
} from './annotations.ts';
import type { Lookup } from './authorizations.ts';
import { readBackends } from './backends.ts';
import type { Custom } from './kinds.ts';
import {
  allRoutes,
  byAge,
  isAcceptedBy,
  isGrpcRoute,
  metadataOfRoute,
  parentsOf,
} from './parents.ts';
import { readFilters, readMatches, UnsupportedRoute } from './routes.ts';

/** Routes of outbound traffic: policy-controller/grpc/src/outbound/http.rs (edge-26.6.3). */

export const detectTimeoutMs = 10_000;

/** What a parent says for rules that say nothing themselves. */
export interface Fallback {
  readonly backend: Backend;
  readonly httpRetry: Retry | undefined;
  readonly grpcRetry: Retry | undefined;
  readonly timeouts: Timeouts;
}

export function defaultsOf({ metadata }: Pick<Custom, 'metadata'>): Omit<Fallback, 'backend'> {
  const { annotations = {} } = metadata;
  return {
    httpRetry: unlessInvalid(() => readHttpRetry(annotations)),
    grpcRetry: unlessInvalid(() => readGrpcRetry(annotations)),
    timeouts: unlessInvalid(() => readTimeouts(annotations)) ?? {},
  };
}

export interface Attachment {
  readonly parent: {
    readonly kind: 'Service' | 'EgressNetwork';
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
  };
  readonly fallback: Fallback;
  readonly isGrpc: boolean;
  readonly client: string;
}

/** Routes of the parent's own namespace hold for every client, others for clients of theirs. */
export function attachedRoutes(lookup: Lookup, attachment: Attachment): readonly OutboundRoute[] {
  const { parent, isGrpc, client } = attachment;
  return allRoutes(lookup.index)
    .filter((route) => isGrpcRoute(route) === isGrpc)
    .filter(({ metadata }) => [parent.namespace, client].includes(metadata.namespace ?? ''))
    .filter((route) =>
      parentsOf(route).some(
        (each) =>
          each.kind === parent.kind &&
          each.namespace === parent.namespace &&
          each.name === parent.name &&
          (each.port === undefined || each.port === parent.port) &&
          isAcceptedBy(route, each),
      ),
    )
    .toSorted(byAge)
    .flatMap((route) => rulesOf(lookup, route, attachment));
}

function rulesOf(
  lookup: Lookup,
  route: Custom,
  { fallback, isGrpc }: Attachment,
): readonly OutboundRoute[] {
  const { annotations = {}, namespace = '' } = route.metadata;
  const hosts = listOf(at(route['spec'], 'hostnames')).map(textOf);
  const said = unlessInvalid(() => ({
    retry: isGrpc ? readGrpcRetry(annotations) : readHttpRetry(annotations),
    timeouts: readTimeouts(annotations),
  }));
  if (!said) return [];
  try {
    return listOf(at(route['spec'], 'rules')).map((rule) => {
      const backends = readBackends(lookup, rule, namespace);
      const timeouts = withRuleTimeout(said.timeouts, route, rule);
      const retry = said.retry ?? (isGrpc ? fallback.grpcRetry : fallback.httpRetry);
      return {
        metadata: metadataOfRoute(route),
        hosts,
        matches: readMatches(rule, isGrpc),
        filters: readFilters(at(rule, 'filters')),
        backends: backends.length > 0 ? backends : [fallback.backend],
        ...(retry && { retry }),
        timeouts: Object.keys(timeouts).length > 0 ? timeouts : fallback.timeouts,
        allowsL5dRequestHeaders: false,
      };
    });
  } catch (error) {
    if (!(error instanceof UnsupportedRoute)) throw error;
    return [];
  }
}

/** `timeouts.request` of a rule is read of Linkerd's own HTTPRoute alone. */
function withRuleTimeout(timeouts: Timeouts, route: Custom, rule: unknown): Timeouts {
  const text = at(rule, 'timeouts', 'request');
  const isOwn = route.apiVersion.startsWith('policy.linkerd.io/');
  if (!isOwn || typeof text !== 'string' || timeouts.requestMs !== undefined) return timeouts;
  const requestMs = unlessInvalid(() => parseDuration(text)) ?? 0;
  return requestMs > 0 ? { ...timeouts, requestMs } : timeouts;
}

export function defaultRoute(
  { backend, httpRetry, timeouts }: Fallback,
  name = 'http',
): OutboundRoute {
  return {
    metadata: { group: '', kind: 'default', name },
    hosts: [],
    matches: [{ path: { type: 'prefix', value: '/' }, headers: [], queryParams: [] }],
    filters: [],
    backends: [backend],
    ...(httpRetry && { retry: httpRetry }),
    timeouts,
    allowsL5dRequestHeaders: false,
  };
}
