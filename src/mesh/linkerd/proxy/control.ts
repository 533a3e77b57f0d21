import type { Restore } from '#cluster/clock/clock.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { Address, Failure } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import { reach } from '#mesh/linkerd/link.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import type {
  DestinationProfile,
  Endpoints,
  InboundServer,
  OutboundPolicy,
} from '#mesh/linkerd/proxy-api.ts';
import { defaultServer } from './default-policy.ts';
import { includes } from './networks.ts';
import type { ControlAddress, ProxyOptions } from './options.ts';
import { clientTls, type Credentials } from './trust.ts';

/** What is known of where a connection goes. */
export interface Discovery {
  readonly profile: DestinationProfile | undefined;
  readonly policy: OutboundPolicy | undefined;
}

/** What the control plane has told this proxy; what it tells no more stays as it was. */
export interface ControlPlane {
  inbound: (port: number) => InboundServer;
  /** Undefined while nobody has ever said anything of it. */
  discover: (to: Address) => Discovery | undefined;
  /** No endpoints are none that are known. */
  endpoints: (authority: string) => Endpoints | undefined;
  profile: (target: Address) => DestinationProfile | undefined;
  save: () => Restore;
}

interface ControlParts {
  readonly mesh: Mesh;
  readonly container: Container;
  readonly options: ProxyOptions;
  readonly credentials: Credentials;
  /** Tells of a connection that failed. */
  readonly onFailure: (method: string, address: ControlAddress, failure: Failure) => void;
}

export function createControlPlane(parts: ControlParts): ControlPlane {
  const { mesh, options } = parts;
  const { workload } = options;
  const destination = createClient(parts, {
    address: options.destinationService,
    method: '/io.linkerd.proxy.destination.Destination/Get',
    services: mesh.destinations,
  });
  const policy = createClient(parts, {
    address: options.policyService,
    method: '/io.linkerd.proxy.inbound.InboundServerPolicies/WatchPort',
    services: mesh.policies,
  });
  const defaults = new Map<number, InboundServer>();
  const fallback = (port: number): InboundServer => {
    const server = defaults.get(port) ?? defaultServer(options, port);
    defaults.set(port, server);
    return server;
  };
  const servers = createAnswers(policy, (service, port: number) => service.inbound(workload, port));
  const policies = createAnswers(policy, (service, to: Address) => service.outbound(to, workload));
  const profiles = createAnswers(destination, (service, to: Address) =>
    service.getProfile(to, workload),
  );
  const endpoints = createAnswers(destination, (service, authority: string) =>
    labelled(service.get(authority, workload)),
  );
  const kept = [destination, policy, servers, policies, profiles, endpoints];
  return {
    inbound: (port) => servers.of(String(port), port)?.value ?? fallback(port),
    discover: (to) => {
      const key = `${to.ip}:${to.port}`;
      // Nobody has a profile of what is outside; an EgressNetwork may have routes of it.
      const isInside = includes(options.clusterNetworks, to.ip);
      const profile = isInside ? profiles.of(key, to) : undefined;
      const known = policies.of(key, to);
      if (!isInside) return { profile: undefined, policy: known?.value };
      if (!profile && !known) return undefined;
      return { profile: profile?.value, policy: known?.value };
    },
    endpoints: (authority) => endpoints.of(authority, authority)?.value,
    profile: (target) => profiles.of(`${target.ip}:${target.port}`, target)?.value,
    save: () => {
      const restores = kept.map((part) => part.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
}

/** What is known of the Service is known of each of its endpoints, by the order of names (linkerd/proxy/api-resolve/src/pb.rs). */
function labelled(found: Endpoints | undefined): Endpoints | undefined {
  return (
    found && {
      ...found,
      addresses: found.addresses.map((endpoint) => {
        const labels = Object.entries({ ...found.labels, ...endpoint.labels });
        return {
          ...endpoint,
          labels: Object.fromEntries(labels.toSorted(([a], [b]) => (a < b ? -1 : 1))),
        };
      }),
    }
  );
}

interface Revised {
  readonly revision: () => number;
}

interface Client<T> {
  /** Undefined while it cannot be reached. */
  current: () => T | undefined;
  save: () => Restore;
}

interface Service<T> {
  readonly address: ControlAddress;
  readonly method: string;
  readonly services: WeakMap<Stack, T>;
}

/** From 100 ms to 10 s, doubled each time (linkerd/app/src/env.rs, DEFAULT_CONTROL_BACKOFF). */
const firstBackoffMs = 100;
const longestBackoffMs = 10_000;

/** A stream to whichever process serves, opened again when that one is gone. */
function createClient<T>(
  parts: ControlParts,
  { address, method, services }: Service<T>,
): Client<T> {
  const { mesh, container, credentials, onFailure } = parts;
  let state: { service: T; stack: Stack } | undefined;
  let retry = { at: 0, backoffMs: firstBackoffMs };
  let isConnecting = false;
  const { host, port, serverName } = address;
  const connect = (): T | undefined => {
    const now = container.clock.now();
    // Whoever is asked may ask this very proxy to let the question in.
    if (now < retry.at || isConnecting) return undefined;
    isConnecting = true;
    const tls = serverName === undefined ? undefined : clientTls(credentials, serverName);
    const upstream = { host, port, method, ...(tls && { tls }) };
    const reached = reach(mesh.host, container, upstream, services);
    isConnecting = false;
    if ('failure' in reached) {
      onFailure(method, address, reached.failure);
      const backoffMs = Math.min(longestBackoffMs, retry.backoffMs * 2);
      retry = { at: now + retry.backoffMs, backoffMs };
      return undefined;
    }
    retry = { at: 0, backoffMs: firstBackoffMs };
    state = { service: reached.service, stack: reached.stack };
    return reached.service;
  };
  return {
    current: () => {
      if (state && services.get(state.stack) === state.service) return state.service;
      state = undefined;
      return connect();
    },
    save: () => {
      const saved = { state, retry };
      return () => {
        ({ state, retry } = saved);
      };
    },
  };
}

interface Answers<Question, Value> {
  of: (key: string, question: Question) => { readonly value: Value } | undefined;
  save: () => Restore;
}

interface Answer<Value> {
  readonly value: Value;
  readonly revision: number;
  readonly service: unknown;
}

/** What was told of each question, asked again when the service says that something is new. */
function createAnswers<T extends Revised, Question, Value>(
  client: Client<T>,
  ask: (service: T, question: Question) => Value,
): Answers<Question, Value> {
  let answers = new Map<string, Answer<Value>>();
  return {
    of: (key, question) => {
      const service = client.current();
      const known = answers.get(key);
      if (!service) return known;
      const revision = service.revision();
      if (known?.service === service && known.revision === revision) return known;
      const answer = { value: ask(service, question), revision, service };
      answers.set(key, answer);
      return answer;
    },
    save: () => {
      const saved = new Map(answers);
      return () => {
        answers = new Map(saved);
      };
    },
  };
}
