import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { RouteConfiguration } from '#mesh/istio/envoy/routes.ts';
import { compileRegex } from '#mesh/istio/envoy/regex.ts';
import { bootstrapOf, staticClusters, staticListeners } from './bootstrap.ts';
import type { AdminContext } from './admin.ts';
import { secretsDump } from './secrets-dump.ts';
import { withProtoNames } from './snake-case.ts';

type Message = Readonly<Record<string, unknown>>;

/** `/config_dump` (envoy.admin.v3.ConfigDump): every part that `resource`, `mask` and `name_regex` leave, in the order of their names. */
export function configDump(context: AdminContext, query: URLSearchParams): Message | string {
  const all = dumpsOf(context, query.has('include_eds'));
  const mask = query.get('mask')?.split(',');
  const regex = query.get('name_regex');
  const resource = query.get('resource');
  const named = regex === null ? all : all.map((dump) => withNames(dump, regex));
  if (resource === null) {
    const kept = mask ? named.map((dump) => masked(dump, mask)) : named;
    return { configs: kept };
  }
  const holder = named.find((dump) => resource in dump);
  if (!holder) return `${resource} not found in config dump`;
  const items = listOf(holder[resource]);
  if (!items)
    return `${resource} is not a repeated field. Use ?mask={${resource}} to get only this field`;
  const type = `${String(holder['@type'])}.${messageName(resource)}`;
  return {
    configs: items.map((item) => ({ '@type': type, ...(mask ? pick(item, mask) : item) })),
  };
}

/** Each element of a list is a message of its own: `dynamic_listeners` are DynamicListener. */
function messageName(resource: string): string {
  const names: Readonly<Record<string, string>> = {
    dynamic_active_clusters: 'DynamicCluster',
    dynamic_warming_clusters: 'DynamicCluster',
    dynamic_active_secrets: 'DynamicSecret',
    dynamic_warming_secrets: 'DynamicSecret',
  };
  const words = resource.replace(/s$/, '').split('_');
  return (
    names[resource] ?? words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  );
}

function masked({ '@type': type, ...fields }: Message, mask: readonly string[]): Message {
  return { '@type': type, ...pick(fields, mask) };
}

/** The fields that paths name: `bootstrap`, `dynamic_listeners`, `cluster.name`. */
function pick(message: Message, mask: readonly string[]): Message {
  const kept: Record<string, unknown> = {};
  for (const path of mask) {
    const [first = '', ...rest] = path.split('.');
    if (!(first in message)) continue;
    const member = message[first];
    kept[first] = rest.length > 0 && isMessage(member) ? pick(member, [rest.join('.')]) : member;
  }
  return kept;
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Message[] | undefined {
  return Array.isArray(value) ? value.filter(isMessage) : undefined;
}

/** Without the resources whose name the expression does not match. */
function withNames(dump: Message, source: string): Message {
  const regex = compileRegex(source);
  return Object.fromEntries(
    Object.entries(dump).map(([field, value]) => {
      const items = listOf(value);
      return [field, items ? items.filter((item) => regex.matches(nameOf(item))) : value];
    }),
  );
}

function nameOf(item: Message): string {
  if (typeof item['name'] === 'string') return item['name'];
  for (const field of ['cluster', 'listener', 'route_config', 'endpoint_config']) {
    const inner = item[field];
    if (!isMessage(inner)) continue;
    const name = inner['name'] ?? inner['cluster_name'];
    if (typeof name === 'string') return name;
  }
  return '';
}

const admin = 'type.googleapis.com/envoy.admin.v3';

function dumpsOf(context: AdminContext, hasEndpoints: boolean): readonly Message[] {
  const { node, config, appliedAt, startedAt } = context;
  const started = timeText(startedAt);
  const updated = timeText(appliedAt ?? startedAt);
  const stamp = { version: config?.version ?? '', updated, started };
  return [
    {
      '@type': `${admin}.BootstrapConfigDump`,
      bootstrap: message(bootstrapOf(node)),
      last_updated: started,
    },
    clustersDump(config, stamp),
    ...(hasEndpoints ? [endpointsDump(config)] : []),
    listenersDump(config, stamp),
    routesDump(config, stamp),
    secretsDump(context),
  ];
}

interface Stamp {
  readonly version: string;
  readonly updated: string;
  readonly started: string;
}

function clustersDump(
  config: ProxyConfig | undefined,
  { version, updated, started }: Stamp,
): Message {
  return {
    '@type': `${admin}.ClustersConfigDump`,
    version_info: version,
    static_clusters: staticClusters.map((cluster) => ({
      cluster: typed('envoy.config.cluster.v3.Cluster', cluster),
      last_updated: started,
    })),
    dynamic_active_clusters: (config?.clusters ?? []).map((cluster) => ({
      version_info: version,
      cluster: typed('envoy.config.cluster.v3.Cluster', cluster),
      last_updated: updated,
    })),
  };
}

function listenersDump(
  config: ProxyConfig | undefined,
  { version, updated, started }: Stamp,
): Message {
  return {
    '@type': `${admin}.ListenersConfigDump`,
    version_info: version,
    static_listeners: staticListeners.map((listener) => ({
      listener: typed('envoy.config.listener.v3.Listener', listener),
      last_updated: started,
    })),
    dynamic_listeners: (config?.listeners ?? []).map((listener) => ({
      name: listener.name,
      active_state: {
        version_info: version,
        listener: typed('envoy.config.listener.v3.Listener', listener),
        last_updated: updated,
      },
    })),
  };
}

function routesDump(
  config: ProxyConfig | undefined,
  { version, updated, started }: Stamp,
): Message {
  const type = 'envoy.config.route.v3.RouteConfiguration';
  const inline = (config?.listeners ?? []).flatMap(inlineRoutes);
  return {
    '@type': `${admin}.RoutesConfigDump`,
    static_route_configs: [
      ...staticListeners.flatMap(inlineRoutes).map((route) => ({ route, at: started })),
      ...inline.map((route) => ({ route, at: updated })),
    ].map(({ route, at }) => ({ route_config: typed(type, route), last_updated: at })),
    dynamic_route_configs: (config?.routes ?? []).map((route) => ({
      version_info: version,
      route_config: typed(type, route),
      last_updated: updated,
    })),
  };
}

function inlineRoutes({
  filterChains = [],
}: Pick<ProxyConfig['listeners'][number], 'filterChains'>): readonly RouteConfiguration[] {
  return filterChains.flatMap(({ filters }) =>
    filters.flatMap((filter) =>
      filter.name === 'envoy.filters.network.http_connection_manager' &&
      filter.typedConfig.routeConfig
        ? [filter.typedConfig.routeConfig]
        : [],
    ),
  );
}

function endpointsDump(config: ProxyConfig | undefined): Message {
  const type = 'envoy.config.endpoint.v3.ClusterLoadAssignment';
  const entry = (assignment: ProxyConfig['endpoints'][number]) => ({
    endpoint_config: typed(type, { ...assignment, policy: { overprovisioningFactor: 140 } }),
  });
  const own = [...staticClusters, ...(config?.clusters ?? [])];
  return {
    '@type': `${admin}.EndpointsConfigDump`,
    static_endpoint_configs: own.flatMap(({ loadAssignment }) =>
      loadAssignment ? [entry(loadAssignment)] : [],
    ),
    dynamic_endpoint_configs: (config?.endpoints ?? []).map(entry),
  };
}

function typed(type: string, value: object): Message {
  return { '@type': `type.googleapis.com/${type}`, ...message(value) };
}

function message(value: object): Message {
  const named = withProtoNames(value);
  return isMessage(named) ? named : {};
}

/** As protobuf writes a Timestamp. */
function timeText(time: number): string {
  return new Date(time).toISOString();
}
