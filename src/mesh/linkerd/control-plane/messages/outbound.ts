import type {
  Backend,
  HttpMatch,
  OutboundPolicy,
  OutboundProtocol,
  OutboundRoute,
} from '#mesh/linkerd/proxy-api.ts';
import { duration, message, metadataMessage, oneOf, type Message } from './message.ts';
import { tcpAddress } from './net.ts';
import {
  byResource,
  failureInjector,
  filterMessage,
  grpcMatch,
  hostMatch,
  httpMatch,
} from './route-parts.ts';

/** io.linkerd.proxy.outbound.OutboundPolicy (policy-controller/grpc/src/outbound.rs, edge-26.6.3); `fallback` is the parent's own. */
export function policyMessage(policy: OutboundPolicy, fallback: Backend): Message {
  return message({
    protocol: protocolMessage(policy.protocol, {
      fallback,
      accrual: policy.failureAccrual && accrualMessage(policy.failureAccrual),
    }),
    metadata: metadataMessage(policy.parent),
  });
}

interface Parent {
  readonly fallback: Backend;
  readonly accrual: Message | undefined;
}

function protocolMessage(protocol: OutboundProtocol, parent: Parent): Message {
  const of = (routes: readonly OutboundRoute[], matchOf: (match: HttpMatch) => Message) =>
    message({
      routes: byResource(routes).map((rules) => routeMessage(rules, parent, matchOf)),
      failure_accrual: parent.accrual,
    });
  switch (protocol.type) {
    case 'detect': {
      const http = of(protocol.routes, httpMatch);
      const detect = message({
        timeout: duration(protocol.timeoutMs),
        opaque: opaqueMessage([parent.fallback], parent),
        http1: http,
        http2: http,
      });
      return oneOf('Kind', 'Detect', detect);
    }
    case 'http1':
      return oneOf('Kind', 'Http1', of(protocol.routes, httpMatch));
    case 'http2':
      return oneOf('Kind', 'Http2', of(protocol.routes, httpMatch));
    case 'grpc':
      return oneOf('Kind', 'Grpc', of(protocol.routes, grpcMatch));
    case 'opaque':
      return oneOf('Kind', 'Opaque', opaqueMessage(protocol.backends, parent));
    case 'tls':
      return oneOf('Kind', 'Tls', opaqueMessage(protocol.backends, parent));
  }
}

function opaqueMessage(backends: readonly Backend[], parent: Parent): Message {
  const rules = [message({ backends: distribution(backends, parent) })];
  return message({ routes: [{ metadata: oneOf('Kind', 'Default', 'opaq'), rules }] });
}

function routeMessage(
  rules: readonly OutboundRoute[],
  parent: Parent,
  matchOf: (match: HttpMatch) => Message,
): Message {
  const [first] = rules;
  return message({
    metadata: first && metadataMessage(first.metadata),
    hosts: first?.hosts.map(hostMatch),
    rules: rules.map((rule) => ruleMessage(rule, parent, matchOf)),
  });
}

function ruleMessage(
  rule: OutboundRoute,
  parent: Parent,
  matchOf: (match: HttpMatch) => Message,
): Message {
  const { timeouts } = rule;
  return message({
    matches: rule.matches.map(matchOf),
    filters: rule.filters.map(filterMessage),
    backends: distribution(rule.backends, parent),
    request_timeout: duration(timeouts.requestMs),
    timeouts: message({
      stream: duration(timeouts.requestMs),
      idle: duration(timeouts.idleMs),
      response: duration(timeouts.responseMs),
    }),
    retry: rule.retry && retryMessage(rule.retry),
    allow_l5d_request_headers: rule.allowsL5dRequestHeaders,
  });
}

/** The parent itself is the first that is available; whoever else a route names is drawn by weight. */
function distribution(backends: readonly Backend[], { fallback }: Parent): Message {
  const [first] = backends;
  if (first !== undefined && backends.length === 1 && isSame(first, fallback)) {
    const only = message({ backends: [routeBackend(first)] });
    return oneOf('Kind', 'FirstAvailable', only);
  }
  const weighted = backends.map((backend) =>
    message({ backend: routeBackend(backend), weight: backend.weight }),
  );
  return oneOf('Kind', 'RandomAvailable', message({ backends: weighted }));
}

function isSame(a: Backend, b: Backend): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function routeBackend(backend: Backend): Message {
  const { dispatcher } = backend;
  const own =
    dispatcher.type === 'fail'
      ? [oneOf('Kind', 'FailureInjector', failureInjector(500, dispatcher.message))]
      : backend.filters.map(filterMessage);
  return message({ backend: backendMessage(backend), filters: own });
}

function backendMessage({ metadata, dispatcher, weight }: Backend): Message {
  const queue = message({ capacity: 100, failfast_timeout: duration(3000) });
  switch (dispatcher.type) {
    case 'fail':
      return { metadata: oneOf('Kind', 'Default', 'invalid'), Kind: null, queue };
    case 'forward': {
      const forward = message({ addr: tcpAddress(dispatcher.address), weight });
      return { metadata: metadataMessage(metadata), ...oneOf('Kind', 'Forward', forward), queue };
    }
    case 'balancer': {
      const discovery = oneOf('Kind', 'Dst', { path: dispatcher.authority });
      const ewma = message({ default_rtt: duration(30), decay: duration(10_000) });
      const balancer = { discovery, ...oneOf('Load', 'PeakEwma', ewma) };
      return { metadata: metadataMessage(metadata), ...oneOf('Kind', 'Balancer', balancer), queue };
    }
  }
}

function retryMessage(retry: NonNullable<OutboundRoute['retry']>): Message {
  const status_ranges = retry.statuses.map(({ min, max }) => message({ start: min, end: max }));
  const isGrpc = retry.grpcCodes.length > 0;
  const flags = Object.fromEntries(retry.grpcCodes.map((code) => [grpcFlag(code), true]));
  const conditions = isGrpc ? flags : message({ status_ranges });
  return message({
    max_retries: retry.limit,
    max_request_bytes: 64 * 1024,
    backoff: message({
      min_backoff: duration(25),
      max_backoff: duration(250),
      jitter_ratio: 1,
    }),
    conditions: Object.keys(conditions).length > 0 ? conditions : undefined,
    timeout: duration(retry.timeoutMs),
  });
}

/** `deadline-exceeded` as the message names it. */
function grpcFlag(code: string): string {
  return code.replaceAll('-', '_');
}

function accrualMessage(accrual: NonNullable<OutboundPolicy['failureAccrual']>): Message {
  const backoff = message({
    min_backoff: duration(accrual.minBackoffMs),
    max_backoff: duration(accrual.maxBackoffMs),
    jitter_ratio: accrual.jitterRatio,
  });
  return oneOf(
    'Kind',
    'ConsecutiveFailures',
    message({ max_failures: accrual.maxFailures, backoff }),
  );
}
