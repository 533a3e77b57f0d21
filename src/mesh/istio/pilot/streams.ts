import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { concerns, isEndpointsOnly, isSecretsOnly, type Update } from './concerns.ts';
import { configFor, type MadeConfig } from './config-for.ts';
import type { ProxyStatus } from './istiod.ts';
import type { ProxyNode } from './proxy-node.ts';
import type { PushContext } from './push-context.ts';

/** The proxies that are connected, and what each was last sent. */
export interface Streams {
  readonly open: (node: ProxyNode, push: Push, context: PushContext) => { close: () => void };
  /** To those whom it concerns, in the order of their ids. */
  readonly update: (update: Update) => void;
  readonly status: () => readonly ProxyStatus[];
  readonly clear: () => void;
  readonly save: () => Restore;
}

type Push = (config: ProxyConfig) => void;

interface Stream extends ProxyStatus {
  readonly push: Push;
  /** The last whole configuration: later ones may differ in their endpoints alone. */
  readonly base: ProxyConfig;
}

export function createStreams(clock: Clock, warn: (text: string) => void): Streams {
  let streams = new Map<string, Stream>();
  const sorted = (): readonly Stream[] =>
    [...streams.values()].toSorted((a, b) => (a.node.id < b.node.id ? -1 : 1));

  const send = (stream: Stream, config: ProxyConfig): void => {
    streams.set(stream.node.id, stream);
    stream.push(config);
  };
  return {
    open: (node, push, context) => {
      const config = configFor(node, context);
      config.warnings.forEach(warn);
      const now = clock.now();
      send({ node, push, base: config, connectedAt: now, sent: everything(config, now) }, config);
      return {
        close: () => {
          if (streams.get(node.id)?.push === push) streams.delete(node.id);
        },
      };
    },
    update: (update) => {
      const onlyEndpoints = isEndpointsOnly(update);
      const onlySecrets = isSecretsOnly(update);
      const { after } = update;
      for (const stream of sorted()) {
        const node = withLabels(stream.node, after);
        if (!concerns(update, node)) continue;
        const made = configFor(node, after);
        const now = clock.now();
        if (!onlyEndpoints) made.warnings.forEach(warn);
        if (onlySecrets) send(stream, withSecrets(stream.base, made));
        else if (onlyEndpoints) {
          const sent = { ...stream.sent, EDS: { version: after.version, at: now } };
          send({ ...stream, sent }, withEndpoints(stream.base, made));
        } else send({ ...stream, node, base: made, sent: everything(made, now) }, made);
      }
    },
    status: () => sorted().map(({ node, connectedAt, sent }) => ({ node, connectedAt, sent })),
    clear: () => {
      streams = new Map();
    },
    save: () => {
      const saved = new Map(streams);
      return () => {
        streams = new Map(saved);
      };
    },
  };
}

/** A proxy asks for routes only where a listener names some. */
function everything(config: ProxyConfig, at: number): ProxyStatus['sent'] {
  const sent = { version: config.version, at };
  return { CDS: sent, LDS: sent, EDS: sent, RDS: config.routes.length > 0 ? sent : undefined };
}

/** SDS alone. */
function withSecrets(before: ProxyConfig, { secrets }: MadeConfig): ProxyConfig {
  return { ...withEndpoints(before, before), secrets };
}

function withEndpoints(before: ProxyConfig, after: ProxyConfig): ProxyConfig {
  return {
    version: after.version,
    get listeners() {
      return before.listeners;
    },
    get clusters() {
      return before.clusters;
    },
    get routes() {
      return before.routes;
    },
    get endpoints() {
      return after.endpoints;
    },
  };
}

/** A pod's labels may change while its proxy runs. */
function withLabels(node: ProxyNode, push: PushContext): ProxyNode {
  const labels = push.workloads().podByIp(node.ip)?.metadata.labels;
  return labels ? { ...node, labels } : node;
}
