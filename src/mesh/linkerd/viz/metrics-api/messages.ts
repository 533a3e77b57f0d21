import { at, fieldsOf, optionalText, textOf } from '#cluster/api/json.ts';
import { findType, type ResourceType } from '#mesh/linkerd/viz/resource-types.ts';

/*
 * What is asked of metrics-api and what it answers (linkerd2 edge-26.6.3: viz/metrics-api/proto/viz.proto). They travel as the
 * JSON rendering of those messages, where the real ones travel as protobuf.
 */

export interface Resource {
  /** '' is every one. */
  readonly namespace: string;
  readonly type: ResourceType;
  /** '' is every one. */
  readonly name: string;
}

export interface Selection {
  readonly resource: Resource;
  readonly labelSelector: string;
}

export type Outbound =
  { readonly type: 'none' } | { readonly type: 'to' | 'from'; readonly resource: Resource };

export interface StatSummaryRequest {
  readonly selector: Selection;
  /** `1m`. */
  readonly timeWindow: string;
  readonly outbound: Outbound;
  readonly skipStats: boolean;
  readonly tcpStats: boolean;
}

export interface EdgesRequest {
  readonly resource: Resource;
}

export interface TopRoutesRequest {
  readonly selector: Selection;
  readonly timeWindow: string;
  readonly to: Resource | undefined;
}

export interface AuthzRequest {
  readonly resource: Resource;
  readonly timeWindow: string;
}

export interface ListRequest {
  readonly namespace: string;
}

/** A refusal is an answer too: the real message is a union of both. */
export type Answer<T> = { readonly ok: T } | { readonly error: string };

export interface BasicStats {
  readonly successCount: number;
  readonly failureCount: number;
  readonly latencyMsP50: number;
  readonly latencyMsP95: number;
  readonly latencyMsP99: number;
  readonly actualSuccessCount: number;
  readonly actualFailureCount: number;
}

export interface TcpStats {
  readonly openConnections: number;
  readonly readBytesTotal: number;
  readonly writeBytesTotal: number;
}

/** A part of a policy, as metrics name it. */
export interface Named {
  readonly type: string;
  readonly name: string;
}

export interface ServerStats {
  readonly allowedCount: number;
  readonly deniedCount: number;
  readonly srv: Named;
  readonly route: Named;
  readonly authz: Named;
}

interface SplitStats {
  readonly apex: string;
  readonly leaf: string;
  readonly weight: string;
}

export interface StatRow {
  readonly resource: Resource;
  readonly timeWindow: string;
  /** Of a pod. */
  readonly status: string;
  readonly meshedPodCount: number;
  readonly runningPodCount: number;
  readonly failedPodCount: number;
  readonly stats?: BasicStats;
  readonly tcpStats?: TcpStats;
  readonly tsStats?: SplitStats;
  readonly srvStats?: ServerStats;
}

export interface StatTable {
  readonly podGroup: { readonly rows: readonly StatRow[] };
}

export interface Edge {
  readonly src: Resource;
  readonly dst: Resource;
  readonly clientId: string;
  readonly serverId: string;
  readonly noIdentityMsg: string;
}

export interface RouteRow {
  readonly route: string;
  readonly timeWindow: string;
  readonly authority: string;
  readonly stats: BasicStats;
}

export interface RouteTable {
  /** `deployment/web`. */
  readonly resource: string;
  readonly rows: readonly RouteRow[];
}

export interface ListedPod {
  /** `emojivoto/web-…`. */
  readonly name: string;
  readonly podIP: string;
  readonly status: string;
  readonly deployment?: string;
  readonly controllerNamespace: string;
  readonly controlPlane: boolean;
  /** Prometheus has seen it. */
  readonly added: boolean;
  readonly uptimeSeconds: number;
  readonly proxyReady: boolean;
  readonly proxyVersion: string;
  readonly resourceVersion: string;
}

export interface CheckResult {
  readonly subsystemName: string;
  readonly checkDescription: string;
  readonly status: 'OK' | 'FAIL' | 'ERROR';
  readonly friendlyMessageToUser: string;
}

/** Each method of the API with what it is asked and what it answers. */
interface Methods {
  StatSummary: {
    request: StatSummaryRequest;
    response: Answer<{ readonly statTables: readonly StatTable[] }>;
  };
  Edges: { request: EdgesRequest; response: Answer<{ readonly edges: readonly Edge[] }> };
  TopRoutes: {
    request: TopRoutesRequest;
    response: Answer<{ readonly routes: readonly RouteTable[] }>;
  };
  Authz: { request: AuthzRequest; response: Answer<{ readonly statTable: StatTable }> };
  ListPods: { request: ListRequest; response: { readonly pods: readonly ListedPod[] } };
  ListServices: {
    request: ListRequest;
    response: {
      readonly services: readonly { readonly name: string; readonly namespace: string }[];
    };
  };
  SelfCheck: {
    request: Readonly<Record<string, never>>;
    response: { readonly results: readonly CheckResult[] };
  };
}

export type Method = keyof Methods;
export type Request<M extends Method> = Methods[M]['request'];
export type Response<M extends Method> = Methods[M]['response'];

/** A response, as the client of a metrics-api that it trusts reads it. */
export function parseResponse<M extends Method>(_method: M, text: string): Response<M> {
  return JSON.parse(text) as Response<M>;
}

/** Readers of requests: anybody may send anything. Undefined for what is none. */
export const requestParsers: {
  readonly [M in Method]: (value: unknown) => Request<M> | undefined;
} = {
  StatSummary: (value) => {
    const selector = selectionOf(at(value, 'selector'));
    const outbound = outboundOf(at(value, 'outbound'));
    return (
      selector &&
      outbound && {
        selector,
        outbound,
        timeWindow: windowOf(value),
        skipStats: at(value, 'skipStats') === true,
        tcpStats: at(value, 'tcpStats') === true,
      }
    );
  },
  Edges: (value) => {
    const resource = resourceOf(at(value, 'resource'));
    return resource && { resource };
  },
  TopRoutes: (value) => {
    const selector = selectionOf(at(value, 'selector'));
    return selector && { selector, timeWindow: windowOf(value), to: resourceOf(at(value, 'to')) };
  },
  Authz: (value) => {
    const resource = resourceOf(at(value, 'resource'));
    return resource && { resource, timeWindow: windowOf(value) };
  },
  ListPods: (value) => ({ namespace: textOf(at(value, 'namespace')) }),
  ListServices: (value) => ({ namespace: textOf(at(value, 'namespace')) }),
  SelfCheck: () => ({}),
};

function windowOf(value: unknown): string {
  return optionalText(at(value, 'timeWindow')) ?? '1m';
}

function selectionOf(value: unknown): Selection | undefined {
  const resource = resourceOf(at(value, 'resource'));
  return resource && { resource, labelSelector: textOf(at(value, 'labelSelector')) };
}

function resourceOf(value: unknown): Resource | undefined {
  const fields = fieldsOf(value);
  const type = findType(textOf(fields['type']));
  return type && { type, namespace: textOf(fields['namespace']), name: textOf(fields['name']) };
}

function outboundOf(value: unknown): Outbound | undefined {
  const type = at(value, 'type');
  if (type !== 'to' && type !== 'from') return { type: 'none' };
  const resource = resourceOf(at(value, 'resource'));
  return resource && { type, resource };
}
