import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Stack } from '#cluster/network/stack.ts';
import { admin, credentials, loaded } from '#mesh/istio/late-parts.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import type { LogLevels } from './admin/logging.ts';
import type { StatsInclusion } from './admin/stats.ts';
import { createClusterManager } from './cluster-manager.ts';
import type { ProxyConfig } from './config.ts';
import type { Taken } from './credentials.ts';
import type { Envoy, SecretSource } from './envoy.ts';
import { createGatewayPorts, type Ports } from './gateway-ports.ts';
import { createHooks } from './interception.ts';
import { createListenerIndex, type ListenerIndex } from './listener-index.ts';
import { createRouteTable, type RouteTable } from './route-table.ts';
import type { RouteConfiguration } from './routes.ts';
import type { Runtime } from './runtime.ts';
import { createStats } from './stats.ts';
import { createTlsContexts } from './tls-context.ts';
import { nodeId, workloadOf } from './workload.ts';

export interface EnvoyOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly stack: Stack;
  readonly node: ProxyNode;
  readonly secrets: SecretSource;
  /** The container's standard output. */
  readonly log: (line: string) => void;
  /** Counters that it keeps besides the usual ones: `proxyStatsMatcher`, or a pod's annotations. */
  readonly statsInclusion?: StatsInclusion;
}

/** What changes between two requests, besides what clusters and counters keep. */
interface State {
  config: ProxyConfig | undefined;
  /** Connections it has opened: source ports follow from it. */
  connections: number;
  ports: Ports;
  appliedAt: number | undefined;
  logLevels: LogLevels;
  /** Those that the control plane gave, by name. */
  secrets: ReadonlyMap<string, Taken>;
}

/** An Envoy that executes what `apply` gives it, and nothing else. */
export function createEnvoy(options: EnvoyOptions): Envoy {
  const { clock, stack, node } = options;
  const state: State = {
    config: undefined,
    connections: 0,
    ports: new Map(),
    appliedAt: undefined,
    logLevels: {},
    secrets: new Map(),
  };
  const secrets: SecretSource = (name) => state.secrets.get(name)?.secret ?? options.secrets(name);
  let parts: Parts | undefined;
  const current = (): Parts | undefined => (parts ??= state.config && partsOf(state.config));
  const listeners = (): ListenerIndex | undefined => current()?.listeners;
  const runtime = createRuntime({ ...options, secrets }, state, current);
  const { clusters, stats } = runtime;
  const hooks = node.type === 'sidecar' ? createHooks(runtime, listeners) : {};
  const gateway =
    node.type === 'router' ? createGatewayPorts(runtime, stack, listeners) : undefined;
  const startedAt = clock.now();
  const secretsOf = ({ secrets: given = [] }: ProxyConfig) =>
    given.length === 0 || !credentials.value
      ? state.secrets
      : credentials.value.takeSecrets(state.secrets, given, clock.now());

  return {
    apply: (config) => {
      Object.assign(state, { config, appliedAt: clock.now(), secrets: secretsOf(config) });
      parts = undefined;
      clusters.update(config);
      if (gateway) state.ports = gateway.update(state.ports);
    },
    config: () => state.config,
    hooks,
    stop: () => {
      for (const close of state.ports.values()) close();
      state.ports = new Map();
    },
    admin: (method, path) => {
      const setLogLevels = (logLevels: LogLevels): void => {
        state.logLevels = logLevels;
      };
      const { statsInclusion } = options;
      const now = clock.now();
      return loaded(admin).answerAdmin(
        { ...state, node, clusters, stats, secrets, statsInclusion, now, startedAt, setLogLevels },
        method,
        path,
      );
    },
    save: () => {
      const saved = { ...state };
      const restores = [clusters.save(), stats.save()];
      return () => {
        Object.assign(state, saved);
        parts = undefined;
        for (const restore of restores) restore();
      };
    },
  };
}

function createRuntime(
  { clock, random, log, stack, node, secrets }: EnvoyOptions,
  state: State,
  current: () => Parts | undefined,
): Runtime {
  const stats = createStats();
  return {
    clock,
    random,
    log,
    ip: stack.ip,
    workload: workloadOf(node),
    id: nodeId(node),
    clusters: createClusterManager(stack.resolve, stats),
    stats,
    tls: createTlsContexts(secrets, clock.now),
    routes: (name) => {
      const config = current()?.routes.get(name);
      return config && tableOf(config);
    },
    tableOf,
    nesting: { depth: 0, isFull: false },
    source: (ip = stack.ip) => {
      state.connections += 1;
      return { ip, port: sourcePort(stack.ip, state.connections) };
    },
  };
}

/** What is made of a configuration when it is first asked. */
interface Parts {
  readonly listeners: ListenerIndex;
  readonly routes: ReadonlyMap<string, RouteConfiguration>;
}

function partsOf({ listeners, routes }: ProxyConfig): Parts {
  return {
    listeners: createListenerIndex(listeners),
    routes: new Map(routes.map((route) => [route.name, route])),
  };
}

const tables = new WeakMap<RouteConfiguration, RouteTable>();

/** A configuration that stays the same from push to push is compiled once. */
function tableOf(config: RouteConfiguration): RouteTable {
  const known = tables.get(config);
  if (known) return known;
  const table = createRouteTable(config);
  tables.set(config, table);
  return table;
}

/** The odd ports of Linux's range: programs of the same pod get the even ones. */
function sourcePort(ip: string, count: number): number {
  let start = 0;
  for (const letter of ip) start = (start * 31 + letter.charCodeAt(0)) % 14_116;
  return 32_769 + ((start + count) % 14_116) * 2;
}
