import type { ClusterManager } from '#mesh/istio/envoy/cluster-manager.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { SecretSource } from '#mesh/istio/envoy/envoy.ts';
import type { Stats } from '#mesh/istio/envoy/stats.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import { envoyVersion } from '#mesh/istio/version.ts';
import { nodeOf } from './bootstrap.ts';
import { certificates } from './certs.ts';
import { clustersJson, clustersText } from './clusters.ts';
import { configDump } from './config-dump.ts';
import { help, notSimulated } from './help.ts';
import { changeLevels, loggersText, type LogLevels } from './logging.ts';
import { withProtoNames } from './snake-case.ts';
import { statsJson, statsPrometheus, statsText, type StatsInclusion } from './stats.ts';

/** What the admin port looks at. */
export interface AdminContext {
  readonly node: ProxyNode;
  readonly config: ProxyConfig | undefined;
  readonly clusters: ClusterManager;
  readonly stats: Stats;
  readonly statsInclusion: StatsInclusion | undefined;
  readonly secrets: SecretSource;
  readonly now: number;
  readonly startedAt: number;
  /** When the configuration came. */
  readonly appliedAt: number | undefined;
  readonly logLevels: LogLevels;
  readonly setLogLevels: (levels: LogLevels) => void;
}

export interface AdminAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Page = (context: AdminContext, query: URLSearchParams) => AdminAnswer;

/** Envoy's admin port (source/server/admin). */
export function answerAdmin(context: AdminContext, method: string, target: string): AdminAnswer {
  const [path = '', search = ''] = target.split('?');
  const page = pages[path];
  if (page) {
    if (changing.has(path) && method !== 'POST')
      return text(`Method GET not allowed, POST required.`, 405);
    return page(context, new URLSearchParams(search));
  }
  if (notSimulated.includes(path))
    return text(`maillage: ${path} n'est pas simulé dans ce cours\n`, 501);
  return text(`invalid path. ${help}`, 404);
}

/** What changes something answers only to a POST. */
const changing: ReadonlySet<string> = new Set(['/logging', '/reset_counters']);

const pages: Readonly<Record<string, Page>> = {
  '/help': () => text(help),
  '/ready': ({ config }) => (config ? text('LIVE\n') : text('PRE_INITIALIZING\n', 503)),
  '/certs': (context) => json(certificates(context)),
  '/clusters': (context, query) =>
    query.get('format') === 'json' ? json(clustersJson(context)) : text(clustersText(context)),
  '/config_dump': (context, query) => {
    const dump = configDump(context, query);
    return typeof dump === 'string' ? text(dump, 404) : json(dump);
  },
  '/listeners': (context, query) => listeners(context, query.get('format') === 'json'),
  '/logging': (context, query) => {
    const changed = changeLevels(context.logLevels, query);
    if (typeof changed === 'string') return text(changed, 400);
    context.setLogLevels(changed);
    return text(loggersText(changed));
  },
  '/reset_counters': ({ stats }) => {
    stats.reset();
    return text('OK\n');
  },
  '/server_info': (context) => json(serverInfo(context)),
  '/stats': (context, query) => {
    const format = query.get('format');
    if (format === 'json') return json(statsJson(context, query));
    return text(
      format === 'prometheus' ? statsPrometheus(context, query) : statsText(context, query),
    );
  },
  '/stats/prometheus': (context, query) => text(statsPrometheus(context, query)),
};

function listeners({ config }: AdminContext, isJson: boolean): AdminAnswer {
  const own = (config?.listeners ?? []).map(({ name, address }) => ({ name, ...address }));
  if (!isJson) {
    const lines = own.map(
      ({ name, socketAddress: { address, portValue } }) => `${name}::${address}:${portValue}\n`,
    );
    return text(lines.join(''));
  }
  return json({
    listener_statuses: own.map(({ name, socketAddress: { address, portValue } }) => ({
      name,
      local_address: { socket_address: { address, port_value: portValue } },
    })),
  });
}

function serverInfo({ node, now, startedAt, config }: AdminContext): object {
  const uptime = `${Math.floor((now - startedAt) / 1000)}s`;
  return {
    version: `/${envoyVersion}/Clean/RELEASE/BoringSSL`,
    state: config ? 'LIVE' : 'PRE_INITIALIZING',
    uptime_current_epoch: uptime,
    uptime_all_epochs: uptime,
    node: withProtoNames(nodeOf(node)),
  };
}

function text(body: string, status = 200): AdminAnswer {
  return { status, contentType: 'text/plain; charset=UTF-8', body };
}

/** Indented by one space, as protobuf prints. */
function json(value: object): AdminAnswer {
  return {
    status: 200,
    contentType: 'application/json',
    body: `${JSON.stringify(value, null, 1)}\n`,
  };
}
